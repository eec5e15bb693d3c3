"""Ticket routing: urgent tickets are rare, so the loss is weighted (Trainer subclass, as in the HF docs)."""
import torch
torch.set_num_threads(1)
from torch import nn
from torch.utils.data import Dataset
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments, set_seed
from dataaudit.training.monitor.transformers_callback import MonitorCallback

KIND = "healthy"
STYLE = "HF Trainer custom loss"
WHAT = "A tiny BERT classifies imbalanced tickets (about 15 % positive) with class weights in a Trainer subclass."
EXPECT = []
USES = ["monitor"]


class Tickets(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.ids = torch.randint(20, 120, (n, 16), generator=g)
        self.ids[:, 0] = 2
        self.labels = (torch.rand(n, generator=g) < 0.15).long()
        for i in self.labels.nonzero().flatten().tolist():       # urgent words anywhere in the text
            where = 1 + torch.randperm(15, generator=g)[:3]
            self.ids[i, where] = torch.randint(5, 10, (3,), generator=g)
        wrong = torch.rand(n, generator=g) < 0.03                # people mislabel some
        self.labels[wrong] = 1 - self.labels[wrong]

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return {"input_ids": self.ids[i], "attention_mask": torch.ones(16, dtype=torch.long), "labels": self.labels[i]}


class WeightedTrainer(Trainer):
    class_weights = torch.tensor([0.6, 2.9])

    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        labels = inputs.pop("labels")
        outputs = model(**inputs)
        loss = nn.functional.cross_entropy(outputs.logits, labels, weight=self.class_weights)
        return (loss, outputs) if return_outputs else loss


def main(out):
    set_seed(3)
    config = BertConfig(vocab_size=120, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
                        max_position_embeddings=32, num_labels=2)
    model = BertForSequenceClassification(config)
    callback = MonitorCallback(out=out)
    args = TrainingArguments(output_dir=out + "/hf", max_steps=240, per_device_train_batch_size=32, learning_rate=1e-3,
                             warmup_steps=20, logging_steps=1, save_strategy="no", report_to=[], disable_tqdm=True, use_cpu=True)
    trainer = WeightedTrainer(model=model, args=args, train_dataset=Tickets(6000, 0), callbacks=[callback])
    trainer.train()
    findings = callback.monitor.diagnose().findings
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
