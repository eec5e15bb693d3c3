import warnings

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "Lightning, clipped at 1e-4"
WHAT = "A Lightning regression with SGD and gradient_clip_val=1e-4 (meant was 1.0), which takes nearly all of every gradient away."
EXPECT = ["over-clipped", "update-ratio", "not-decreasing", "plateau", "learning-rate"]
USES = ["monitor"]


def make_loader():
    x = torch.randn(1600, 12)
    y = 2 * torch.tanh(x[:, 0]) + x[:, 1] * x[:, 2] - x[:, 3] + 0.1 * torch.randn(1600)
    return DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)


def main(out):
    import lightning as L
    from dataaudit.training.monitor.lightning_callback import MonitorCallback

    warnings.filterwarnings("ignore")

    class Regressor(L.LightningModule):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(nn.Linear(12, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))

        def training_step(self, batch, batch_idx):
            x, y = batch
            loss = F.mse_loss(self.net(x).squeeze(-1), y)
            self.log("train_loss", loss)
            return loss

        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), lr=0.05, momentum=0.9)

    L.seed_everything(4, verbose=False)
    callback = MonitorCallback(out=out)
    trainer = L.Trainer(
        max_epochs=5,
        accelerator="cpu",
        gradient_clip_val=1e-4,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        default_root_dir=out,
        callbacks=[callback],
    )
    trainer.fit(Regressor(), make_loader())
    findings = getattr(callback, "monitor", callback).diagnose().findings
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
