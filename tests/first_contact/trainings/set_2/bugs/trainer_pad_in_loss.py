import torch
from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments

from dataaudit.training.monitor.transformers_callback import MonitorCallback

torch.set_num_threads(1)

KIND = "bug"
STYLE = "padding in the loss"
WHAT = "GPT-2 (tiny) with Trainer; the collator copies input_ids to labels, so that the pad tokens (most of a batch) are learned as well"
EXPECT = ["padding-in-loss", "length-spread"]
USES = ["monitor"]

PAD = 0


def make_texts(n=600):
    g = torch.Generator().manual_seed(21)
    successors = torch.randint(2, 80, (80, 3), generator=g)
    texts = []
    for _ in range(n):
        length = int(torch.randint(4, 28, (1,), generator=g))
        ids = [int(torch.randint(2, 80, (1,), generator=g))]
        while len(ids) < length:
            ids.append(int(successors[ids[-1], torch.randint(0, 3, (1,), generator=g)]))
        texts.append({"input_ids": ids + [1]})
    return texts


def collate(features):
    width = 32
    input_ids = torch.tensor([f["input_ids"] + [PAD] * (width - len(f["input_ids"])) for f in features])
    attention_mask = (input_ids != PAD).long()
    labels = input_ids.clone()
    return {"input_ids": input_ids, "attention_mask": attention_mask, "labels": labels}


def main(out):
    torch.manual_seed(0)
    config = GPT2Config(vocab_size=80, n_positions=32, n_embd=32, n_layer=2, n_head=2, pad_token_id=PAD, bos_token_id=1, eos_token_id=1,
                        resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0)
    model = GPT2LMHeadModel(config)
    args = TrainingArguments(output_dir=out + "/trainer", per_device_train_batch_size=16, num_train_epochs=4, learning_rate=3e-3,
                             logging_steps=10, save_strategy="no", report_to=[], use_cpu=True, disable_tqdm=True)
    callback = MonitorCallback(out)
    Trainer(model=model, args=args, train_dataset=make_texts(), data_collator=collate, callbacks=[callback]).train()
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in callback.monitor.diagnose().findings]
