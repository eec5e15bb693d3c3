import numpy as np
import torch
from torch.utils.data import Dataset
from transformers import DistilBertConfig, DistilBertForSequenceClassification, Trainer, TrainingArguments

from dataaudit.training.monitor.transformers_callback import MonitorCallback

torch.set_num_threads(1)

KIND = "bug"
STYLE = "strong overfitting"
WHAT = "a DistilBERT trained from scratch on 160 rows for 25 epochs without dropout; the validation loss triples while the training loss goes to zero"
EXPECT = ["overfitting"]
USES = ["monitor"]


class Tickets(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.y = torch.randint(0, 3, (n,), generator=g)
        self.ids = torch.randint(40, 240, (n, 16), generator=g)
        for i in range(n):
            if torch.rand(1, generator=g) < 0.75:  # only some tickets have a word that tells
                self.ids[i, int(torch.randint(1, 16, (1,), generator=g))] = 10 + 10 * self.y[i] + torch.randint(0, 8, (1,), generator=g)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return {"input_ids": self.ids[i], "attention_mask": torch.ones(16, dtype=torch.long), "labels": self.y[i]}


def compute_metrics(p):
    return {"accuracy": float((np.argmax(p.predictions, axis=1) == p.label_ids).mean())}


def main(out):
    torch.manual_seed(0)
    config = DistilBertConfig(vocab_size=256, dim=32, n_layers=2, n_heads=2, hidden_dim=64, max_position_embeddings=32, num_labels=3,
                              dropout=0.0, attention_dropout=0.0, seq_classif_dropout=0.0)
    model = DistilBertForSequenceClassification(config)
    args = TrainingArguments(output_dir=out + "/trainer", num_train_epochs=25, per_device_train_batch_size=16, per_device_eval_batch_size=64,
                             learning_rate=2e-3, eval_strategy="epoch", logging_steps=5, save_strategy="no", report_to=[], use_cpu=True,
                             disable_tqdm=True)
    callback = MonitorCallback(out)
    trainer = Trainer(model=model, args=args, train_dataset=Tickets(160, 1), eval_dataset=Tickets(128, 2), compute_metrics=compute_metrics,
                      callbacks=[callback])
    trainer.train()
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in callback.monitor.diagnose().findings]
