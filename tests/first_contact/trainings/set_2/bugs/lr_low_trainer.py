import torch
from torch.utils.data import Dataset
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

from dataaudit.training.monitor.transformers_callback import MonitorCallback

torch.set_num_threads(1)

KIND = "bug"
STYLE = "learning rate too low"
WHAT = "a small BERT classifier trained from scratch with transformers' Trainer and learning_rate=2e-8 (meant was 2e-3)"
EXPECT = ["update-ratio", "not-decreasing", "learning-rate", "at-chance", "plateau", "underfitting", "unchanged-parameters"]
USES = ["monitor"]


class ReviewDataset(Dataset):
    """Token ids of short reviews; the label tells which group of words is in them."""

    def __init__(self, n=1000, seed=0):
        g = torch.Generator().manual_seed(seed)
        self.ids = torch.randint(30, 300, (n, 20), generator=g)
        self.labels = torch.randint(0, 2, (n,), generator=g)
        for i in range(n):
            where = torch.randperm(19, generator=g)[:4] + 1
            words = torch.randint(10, 20, (4,), generator=g) + 10 * self.labels[i]
            self.ids[i, where] = words
        self.ids[:, 0] = 1

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return {"input_ids": self.ids[i], "attention_mask": torch.ones(20, dtype=torch.long), "labels": self.labels[i]}


def main(out):
    torch.manual_seed(0)
    config = BertConfig(vocab_size=300, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
                        max_position_embeddings=32, num_labels=2)
    model = BertForSequenceClassification(config)
    args = TrainingArguments(
        output_dir=out + "/trainer",
        learning_rate=2e-8,
        per_device_train_batch_size=32,
        num_train_epochs=5,
        weight_decay=0.01,
        logging_steps=5,
        save_strategy="no",
        report_to=[],
        use_cpu=True,
        disable_tqdm=True,
    )
    callback = MonitorCallback(out)
    trainer = Trainer(model=model, args=args, train_dataset=ReviewDataset(), callbacks=[callback])
    trainer.train()
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in callback.monitor.diagnose().findings]
