"""Named entities with a tiny DistilBERT; only the first piece of a word carries a tag."""
import numpy as np
import torch
torch.set_num_threads(1)
from torch.utils.data import DataLoader
from transformers import DistilBertConfig, DistilBertForTokenClassification, Trainer, TrainingArguments, set_seed

KIND = "healthy"
STYLE = "HF token classification"
WHAT = "BIO tagging where 85 % of the tags are O, with a class-weighted loss in a Trainer subclass"
EXPECT = []
USES = ["probe", "monitor"]

TAGS = ["O", "B-PER", "I-PER", "B-LOC"]


def sentences(n, seed):
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(n):
        words, tags = [], []
        while len(words) < 20:
            r = rng.random()
            if r < 0.05:
                words += [10 + rng.integers(10), 20 + rng.integers(10)]; tags += [1, 2]   # first name, last name
            elif r < 0.10:
                words += [4, 30 + rng.integers(10)]; tags += [0, 3]                        # "in" + place
            elif r < 0.13:
                words += [20 + rng.integers(10)]; tags += [0]                              # a last name alone is a trade here
            else:
                words += [40 + rng.integers(40)]; tags += [0]
        words, tags = np.array([1] + words[:20] + [2]), np.array([-100] + tags[:20] + [-100])
        tags[rng.random(22) < 0.1] = -100                                                  # pieces inside words
        rows.append({"input_ids": torch.from_numpy(words), "attention_mask": torch.ones(22, dtype=torch.long),
                     "labels": torch.from_numpy(tags)})
    return rows


class WeightedTrainer(Trainer):
    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        labels = inputs.pop("labels")
        outputs = model(**inputs)
        weight = torch.tensor([0.5, 2.0, 2.0, 2.0])
        loss = torch.nn.functional.cross_entropy(outputs.logits.flatten(0, 1), labels.flatten(), weight=weight, ignore_index=-100)
        return (loss, outputs) if return_outputs else loss


def metrics(p):
    keep = (p.label_ids > 0)
    return {"entity_accuracy": float((p.predictions.argmax(-1) == p.label_ids)[keep].mean())}


def main(out):
    from dataaudit.training.monitor.transformers_callback import MonitorCallback
    import dataaudit
    set_seed(8)
    model = DistilBertForTokenClassification(DistilBertConfig(vocab_size=80, dim=32, n_layers=2, n_heads=2, hidden_dim=64,
                                                              max_position_embeddings=32, num_labels=4))
    train, dev = sentences(1280, 0), sentences(128, 1)
    result = dataaudit.probe(model, DataLoader(train, batch_size=16, shuffle=True), validation=DataLoader(dev, batch_size=64))
    args = TrainingArguments(output_dir=out + "/ner", num_train_epochs=2, per_device_train_batch_size=16, per_device_eval_batch_size=64,
                             learning_rate=3e-3, warmup_steps=20, lr_scheduler_type="linear", logging_steps=5, eval_strategy="epoch",
                             save_strategy="no", report_to="none", disable_tqdm=True, use_cpu=True, seed=8)
    trainer = WeightedTrainer(model=model, args=args, train_dataset=train, eval_dataset=dev,
                              compute_metrics=metrics, callbacks=[callback := MonitorCallback(out)])
    trainer.train()
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in [*result.findings, *callback.monitor.diagnose().findings]]
