import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "Lightning with early stopping, label smoothing"
WHAT = "A LightningModule on tabular rows of three classes with a validation loader, label smoothing of 0.1 in training and early stopping."
EXPECT = []
USES = ["monitor"]


def main(out):
    import logging
    import os
    import warnings

    import lightning.pytorch as pl
    from lightning.pytorch.callbacks import EarlyStopping

    from dataaudit.training.monitor.lightning_callback import MonitorCallback

    warnings.filterwarnings("ignore")
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)

    class Tabular(pl.LightningModule):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(nn.Linear(10, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 3))

        def forward(self, x):
            return self.net(x)

        def training_step(self, batch, index):
            x, y = batch
            loss = F.cross_entropy(self(x), y, label_smoothing=0.1)
            self.log("train_loss", loss)
            return loss

        def validation_step(self, batch, index):
            x, y = batch
            logits = self(x)
            self.log("val_loss", F.cross_entropy(logits, y, label_smoothing=0.1), prog_bar=False)
            self.log("val_acc", (logits.argmax(1) == y).float().mean())

        def configure_optimizers(self):
            return torch.optim.AdamW(self.parameters(), lr=2e-3)

    pl.seed_everything(7, verbose=False)
    x = torch.randn(4000, 10)
    score = torch.stack([x[:, 0] + x[:, 1] * x[:, 2], x[:, 3] - x[:, 4], 0.8 * x[:, 5] ** 2 - 0.5], 1)
    y = (score + 0.2 * torch.randn(4000, 3)).argmax(1)
    train = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:3200], y[:3200]), batch_size=64, shuffle=True)
    held = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[3200:], y[3200:]), batch_size=200)
    callback = MonitorCallback(os.path.join(str(out), "run"))
    trainer = pl.Trainer(max_epochs=12, callbacks=[callback, EarlyStopping("val_loss", patience=3)], accelerator="cpu", devices=1, logger=False,
                         enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False, default_root_dir=str(out))
    model = Tabular()
    trainer.fit(model, train, held)
    print("CHECK epochs", trainer.current_epoch, {k: round(float(v), 4) for k, v in trainer.callback_metrics.items()})
    return [{"name": f.name, "severity": f.severity} for f in callback.monitor.diagnose().findings]
