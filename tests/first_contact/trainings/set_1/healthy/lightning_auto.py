import torch
torch.set_num_threads(1)
import dataaudit
import lightning as L
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split
from dataaudit.training.monitor.lightning_callback import MonitorCallback

KIND = "healthy"
STYLE = "Lightning automatic"
WHAT = "A LightningModule classifies waveforms with a 1-D CNN; automatic optimisation, OneCycle per step, validation each epoch."
EXPECT = []
USES = ["probe", "monitor"]


class WaveClassifier(L.LightningModule):
    def __init__(self, total_steps, lr=1e-2):
        super().__init__()
        self.save_hyperparameters()
        self.features = nn.Sequential(
            nn.Conv1d(1, 16, 7, stride=2, padding=3), nn.BatchNorm1d(16), nn.GELU(),
            nn.Conv1d(16, 32, 5, stride=2, padding=2), nn.BatchNorm1d(32), nn.GELU(),
            nn.AdaptiveAvgPool1d(1), nn.Flatten())
        self.head = nn.Linear(32, 3)

    def forward(self, x):
        return self.head(self.features(x))

    def training_step(self, batch, batch_idx):
        x, y = batch
        loss = nn.functional.cross_entropy(self(x), y)
        self.log("train_loss", loss)
        return loss

    def validation_step(self, batch, batch_idx):
        x, y = batch
        logits = self(x)
        self.log("val_loss", nn.functional.cross_entropy(logits, y))
        self.log("val_acc", (logits.argmax(1) == y).float().mean())

    def configure_optimizers(self):
        opt = torch.optim.AdamW(self.parameters(), lr=self.hparams.lr, weight_decay=1e-2)
        sched = torch.optim.lr_scheduler.OneCycleLR(opt, self.hparams.lr, total_steps=self.hparams.total_steps)
        return {"optimizer": opt, "lr_scheduler": {"scheduler": sched, "interval": "step"}}


def waves(n):
    t = torch.linspace(0, 4 * torch.pi, 64)
    kind = torch.randint(0, 3, (n,))
    s = torch.sin(t[None] * (1 + torch.rand(n, 1)) + 6.28 * torch.rand(n, 1))
    x = torch.where(kind[:, None] == 0, s, torch.where(kind[:, None] == 1, torch.sign(s), torch.asin(s) / 1.57))
    return TensorDataset((x + 0.2 * torch.randn(n, 64))[:, None], kind)


def main(out):
    L.seed_everything(7)
    train, val = random_split(waves(2400), [2000, 400])
    train_loader = DataLoader(train, batch_size=50, shuffle=True)
    val_loader = DataLoader(val, batch_size=100)
    epochs = 8
    model = WaveClassifier(total_steps=epochs * len(train_loader))
    result = dataaudit.probe(model, train_loader, criterion=nn.CrossEntropyLoss(), validation=val_loader)
    callback = MonitorCallback(out=out)
    trainer = L.Trainer(max_epochs=epochs, accelerator="cpu", devices=1, logger=False, enable_checkpointing=False, callbacks=[callback],
                        enable_progress_bar=False, enable_model_summary=False, gradient_clip_val=1.0)
    trainer.fit(model, train_loader, val_loader)
    print({k: float(v) for k, v in trainer.callback_metrics.items()})
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in list(result.findings) + list(callback.monitor.diagnose().findings)]
