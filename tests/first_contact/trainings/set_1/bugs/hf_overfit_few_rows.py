import torch
from torch import nn
from torch.utils.data import Dataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "Trainer, severe overfitting"
WHAT = "A wide network is trained by Trainer on 60 rows for 60 epochs; the evaluation loss climbs while the training loss goes to zero."
EXPECT = ["overfitting"]
USES = ["monitor"]


class Rows(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.x = torch.randn(n, 50, generator=g)
        score = self.x[:, 0] + 0.5 * self.x[:, 1] + 0.8 * torch.randn(n, generator=g)
        self.y = (score > 0).long()

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return {"features": self.x[i], "labels": self.y[i]}


class WideNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(50, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 2))

    def forward(self, features, labels=None):
        logits = self.net(features)
        loss = None if labels is None else nn.functional.cross_entropy(logits, labels)
        return {"loss": loss, "logits": logits}


def main(out):
    from dataaudit.training.monitor.transformers_callback import MonitorCallback
    from transformers import Trainer, TrainingArguments, set_seed

    set_seed(2)
    training_args = TrainingArguments(
        output_dir=out + "/trainer",
        num_train_epochs=60,
        per_device_train_batch_size=12,
        learning_rate=2e-3,
        lr_scheduler_type="constant",
        logging_steps=5,
        eval_strategy="steps",
        eval_steps=10,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        use_cpu=True,
    )
    callback = MonitorCallback(out=out)
    trainer = Trainer(
        model=WideNet(), args=training_args, train_dataset=Rows(60, seed=0), eval_dataset=Rows(200, seed=1), callbacks=[callback]
    )
    trainer.train()
    findings = getattr(callback, "monitor", callback).diagnose().findings
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
