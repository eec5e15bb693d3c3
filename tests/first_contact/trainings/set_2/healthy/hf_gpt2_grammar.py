"""Pre-training a toy GPT-2 on a toy grammar with a constant rate after warm-up."""
import torch
torch.set_num_threads(1)
from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments, set_seed, default_data_collator

KIND = "healthy"
STYLE = "HF causal LM"
WHAT = "GPT-2 (2 layers) learns a second-order toy grammar; constant rate after warm-up; an entropy floor well above zero"
EXPECT = []
USES = ["monitor"]

VOCAB, LENGTH = 24, 24


def corpus(rows, seed):
    rules = torch.Generator().manual_seed(5)
    table = torch.randint(2, VOCAB, (VOCAB, VOCAB, 3), generator=rules)  # three continuations of each pair
    g = torch.Generator().manual_seed(seed)
    text = torch.randint(2, VOCAB, (rows, LENGTH), generator=g)
    text[:, 0] = 1
    for t in range(2, LENGTH):
        # first-order mostly: the previous token and whether the one before was odd
        pick = torch.multinomial(torch.tensor([0.7, 0.2, 0.1]), rows, replacement=True, generator=g)
        text[:, t] = table[text[:, t - 1], text[:, t - 2] % 2, pick]
    return [{"input_ids": row, "labels": row.clone()} for row in text]


def main(out):
    from dataaudit.training.monitor.transformers_callback import MonitorCallback
    set_seed(3)
    config = GPT2Config(vocab_size=VOCAB, n_positions=LENGTH, n_embd=32, n_layer=2, n_head=2, bos_token_id=1, eos_token_id=0,
                        resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0)
    model = GPT2LMHeadModel(config)
    args = TrainingArguments(output_dir=out + "/hf", max_steps=200, per_device_train_batch_size=12, per_device_eval_batch_size=64,
                             learning_rate=3e-3, lr_scheduler_type="constant_with_warmup", warmup_steps=30, weight_decay=0.1,
                             logging_steps=10, eval_strategy="steps", eval_steps=50, save_strategy="no", report_to=[],
                             disable_tqdm=True, use_cpu=True, seed=3)
    trainer = Trainer(model=model, args=args, train_dataset=corpus(2500, 0), eval_dataset=corpus(96, 1),
                      data_collator=default_data_collator, callbacks=[callback := MonitorCallback(out)])
    trainer.train()
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in callback.monitor.diagnose().findings]
