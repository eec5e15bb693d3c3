import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "Lightning, tabular classifier"
WHAT = "Dropout of 0.95 in every hidden layer: the keep probability of another framework was passed as the drop probability."
EXPECT = ["heavy-dropout", "underfitting", "eval-mode-mismatch"]
USES = ["monitor"]
BUG = True


def main(out):
    import logging
    import os
    import warnings

    import lightning.pytorch as pl

    from dataaudit.training.monitor.lightning_callback import MonitorCallback

    warnings.filterwarnings("ignore")
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    p = 0.95 if BUG else 0.05

    class Churn(pl.LightningModule):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(nn.Linear(12, 64), nn.ReLU(), nn.Dropout(p), nn.Linear(64, 64), nn.ReLU(), nn.Dropout(p), nn.Linear(64, 2))

        def training_step(self, batch, index):
            loss = F.cross_entropy(self.net(batch[0]), batch[1])
            self.log("train_loss", loss)
            return loss

        def validation_step(self, batch, index):
            self.log("val_loss", F.cross_entropy(self.net(batch[0]), batch[1]))

        def configure_optimizers(self):
            return torch.optim.Adam(self.parameters(), lr=1e-3)

    pl.seed_everything(73, verbose=False)
    x = torch.randn(3600, 12)
    y = (x[:, 0] * x[:, 1] + x[:, 2] - 0.5 * x[:, 3] + 0.1 * torch.randn(3600) > 0).long()
    data = torch.utils.data.TensorDataset(x, y)
    train = torch.utils.data.DataLoader(torch.utils.data.Subset(data, range(3000)), batch_size=60, shuffle=True)
    held = torch.utils.data.DataLoader(torch.utils.data.Subset(data, range(3000, 3600)), batch_size=200)
    callback = MonitorCallback(os.path.join(str(out), "run"))
    trainer = pl.Trainer(max_epochs=8, callbacks=[callback], accelerator="cpu", devices=1, logger=False, enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False, default_root_dir=str(out))
    trainer.fit(Churn(), train, held)
    print("CHECK", {k: round(float(v), 4) for k, v in trainer.callback_metrics.items()})
    return [{"name": f.name, "severity": f.severity} for f in callback.monitor.diagnose().findings]
