import torch
torch.set_num_threads(1)
from transformers import BertConfig, BertForMaskedLM, Trainer, TrainingArguments, set_seed
from dataaudit.training.monitor.transformers_callback import MonitorCallback

KIND = "healthy"
STYLE = "masked language model"
WHAT = "A tiny BERT learns masked tokens of synthetic sentences with a collator of its own; tied decoder, labels -100 elsewhere."
EXPECT = []
USES = ["monitor"]

VOCAB, LENGTH, PAD, CLS, MASK = 64, 16, 0, 1, 2


def sentences(n, seed=0):
    """A sentence has a topic; its words are the five words of that topic, in any order and number."""
    g = torch.Generator().manual_seed(seed)
    rows = []
    for _ in range(n):
        topic = int(torch.randint(0, 12, (1,), generator=g))
        rows.append([CLS] + (torch.randint(0, 5, (14,), generator=g) + 4 + topic * 5).tolist())
    return [{"input_ids": torch.tensor(r)} for r in rows]


class MaskCollator:
    def __init__(self, p=0.15):
        self.p = p

    def __call__(self, features):
        ids = torch.stack([f["input_ids"] for f in features])
        labels = ids.clone()
        chosen = (torch.rand(ids.shape) < self.p) & (ids > MASK)
        labels[~chosen] = -100
        roll = torch.rand(ids.shape)
        ids = torch.where(chosen & (roll < 0.8), torch.full_like(ids, MASK), ids)
        ids = torch.where(chosen & (roll > 0.9), torch.randint(4, VOCAB, ids.shape), ids)
        return {"input_ids": ids, "attention_mask": torch.ones_like(ids), "labels": labels}


def main(out):
    set_seed(0)
    model = BertForMaskedLM(BertConfig(vocab_size=VOCAB, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
                                       max_position_embeddings=32))
    args = TrainingArguments(output_dir=out + "/trainer", max_steps=260, per_device_train_batch_size=32, learning_rate=3e-3,
                             lr_scheduler_type="cosine", warmup_steps=30, weight_decay=0.01, logging_steps=5, save_strategy="no",
                             report_to="none", disable_tqdm=True, use_cpu=True, remove_unused_columns=False)
    callback = MonitorCallback(out=out)
    trainer = Trainer(model=model, args=args, train_dataset=sentences(3000), data_collator=MaskCollator(), callbacks=[callback])
    trainer.train()
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in callback.monitor.diagnose().findings]
