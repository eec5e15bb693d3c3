"""Ticket routing with a small BERT, Trainer and label smoothing."""
import numpy as np
import torch
torch.set_num_threads(1)
from torch.utils.data import Dataset
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments, set_seed

KIND = "healthy"
STYLE = "HF classification"
WHAT = "a tiny BERT sorts tickets into four queues with label smoothing 0.1 (so the loss has a floor of about 0.5), with evaluations"
EXPECT = []
USES = ["monitor"]

QUEUES = 4


class Tickets(Dataset):
    def __init__(self, n, seed):
        rng = np.random.default_rng(seed)
        self.labels = rng.integers(0, QUEUES, n)
        self.rows = []
        for y in self.labels:
            length = rng.integers(8, 14)
            own = rng.random(length) < 0.5
            words = np.where(own, 4 + y * 10 + rng.integers(0, 10, length), 44 + rng.integers(0, 36, length))
            self.rows.append(np.concatenate([[2], words, [3]]))

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        row = self.rows[i]
        ids = np.zeros(16, dtype=np.int64)
        ids[:len(row)] = row
        mask = np.zeros(16, dtype=np.int64)
        mask[:len(row)] = 1
        return {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask), "labels": int(self.labels[i])}


def compute_metrics(pred):
    return {"accuracy": float((pred.predictions.argmax(-1) == pred.label_ids).mean())}


def main(out):
    from dataaudit.training.monitor.transformers_callback import MonitorCallback
    set_seed(11)
    config = BertConfig(vocab_size=80, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
                        max_position_embeddings=32, num_labels=QUEUES, initializer_range=0.06)
    model = BertForSequenceClassification(config)
    args = TrainingArguments(output_dir=out + "/hf", max_steps=180, per_device_train_batch_size=16, per_device_eval_batch_size=64,
                             learning_rate=1e-3, warmup_steps=25, weight_decay=0.01, label_smoothing_factor=0.1, logging_steps=5,
                             eval_strategy="steps", eval_steps=45, save_strategy="no", report_to=[], disable_tqdm=True,
                             use_cpu=True, seed=11)
    trainer = Trainer(model=model, args=args, train_dataset=Tickets(2000, 0), eval_dataset=Tickets(192, 1),
                      compute_metrics=compute_metrics, callbacks=[callback := MonitorCallback(out)])
    trainer.train()
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in callback.monitor.diagnose().findings]
