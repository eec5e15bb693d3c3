import logging
import warnings

import lightning as L
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

from dataaudit.training.monitor.lightning_callback import MonitorCallback

torch.set_num_threads(1)
logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
warnings.filterwarnings("ignore", module="lightning")

KIND = "bug"
STYLE = "step forgotten"
WHAT = "a Lightning module with automatic_optimization = False (for a GRU classifier) whose training_step never calls opt.step()"
EXPECT = ["unchanged-parameters", "not-decreasing", "at-chance", "update-ratio"]
USES = ["monitor"]


class GestureGRU(L.LightningModule):
    def __init__(self, n_features=6, hidden=32, n_classes=4, lr=2e-3):
        super().__init__()
        self.save_hyperparameters()
        self.automatic_optimization = False
        self.gru = nn.GRU(n_features, hidden, batch_first=True)
        self.head = nn.Linear(hidden, n_classes)
        self.criterion = nn.CrossEntropyLoss()

    def forward(self, x):
        out, _ = self.gru(x)
        return self.head(out[:, -1])

    def training_step(self, batch, batch_idx):
        opt = self.optimizers()
        x, y = batch
        loss = self.criterion(self(x), y)
        opt.zero_grad()
        self.manual_backward(loss)
        self.log("train_loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.hparams.lr)


def gestures(n=1280, steps=18):
    g = torch.Generator().manual_seed(2)
    y = torch.randint(0, 4, (n,), generator=g)
    t = torch.linspace(0, 6.28, steps).view(1, -1, 1)
    freq = (y.float() + 1).view(-1, 1, 1)
    x = torch.sin(freq * t + torch.arange(6).view(1, 1, -1)) + 0.4 * torch.randn(n, steps, 6, generator=g)
    return TensorDataset(x, y)


def main(out):
    L.seed_everything(0, verbose=False)
    loader = DataLoader(gestures(), batch_size=32, shuffle=True)
    callback = MonitorCallback(out)
    trainer = L.Trainer(max_epochs=5, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False,
                        enable_model_summary=False, callbacks=[callback])
    trainer.fit(GestureGRU(), loader)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in callback.monitor.diagnose().findings]
