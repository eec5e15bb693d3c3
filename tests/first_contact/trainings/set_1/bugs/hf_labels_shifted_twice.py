import random

import torch
from torch.utils.data import Dataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "GPT-2 with Trainer, double shift"
WHAT = "A tiny GPT-2 is trained by Trainer on characters; the data set shifts the labels by one although the model shifts them again."
EXPECT = ["underfitting", "plateau"]
USES = ["monitor"]

SUBJECTS = ["the cat", "a dog", "my sister", "the old man", "our teacher"]
VERBS = ["sees", "likes", "follows", "paints", "forgets"]
OBJECTS = ["the river", "a red house", "some bread", "the long road", "music"]


def corpus(n, seed=0):
    rng = random.Random(seed)
    return " ".join(f"{rng.choice(SUBJECTS)} {rng.choice(VERBS)} {rng.choice(OBJECTS)}." for _ in range(n))


class CharDataset(Dataset):
    def __init__(self, text, block):
        self.chars = sorted(set(text))
        stoi = {c: i for i, c in enumerate(self.chars)}
        self.ids = torch.tensor([stoi[c] for c in text])
        self.block = block

    def __len__(self):
        return (len(self.ids) - self.block - 1) // 8

    def __getitem__(self, i):
        s = i * 8
        chunk = self.ids[s:s + self.block + 1]
        return {"input_ids": chunk[:-1], "labels": chunk[1:]}


def main(out):
    from dataaudit.training.monitor.transformers_callback import MonitorCallback
    from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments, set_seed

    set_seed(13)
    ds = CharDataset(corpus(900), block=32)
    config = GPT2Config(vocab_size=len(ds.chars), n_positions=32, n_embd=32, n_layer=1, n_head=2,
                        bos_token_id=None, eos_token_id=None)
    model = GPT2LMHeadModel(config)
    args = TrainingArguments(
        output_dir=out + "/trainer", max_steps=180, per_device_train_batch_size=8, learning_rate=1e-2, logging_steps=10,
        save_strategy="no", report_to="none", disable_tqdm=True, use_cpu=True, seed=13,
    )
    callback = MonitorCallback(out=out)
    trainer = Trainer(model=model, args=args, train_dataset=ds, callbacks=[callback])
    trainer.train()
    findings = getattr(callback, "monitor", callback).diagnose().findings
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
