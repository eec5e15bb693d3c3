import warnings

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "Lightning manual optimisation"
WHAT = "A LightningModule with automatic_optimization=False calls manual_backward but never optimizer.step()."
EXPECT = ["unchanged-parameters", "missing-zero-grad", "not-decreasing", "at-chance", "update-ratio"]
USES = ["monitor"]


def main(out):
    import lightning as L
    from dataaudit.training.monitor.lightning_callback import MonitorCallback

    warnings.filterwarnings("ignore")

    class LitClassifier(L.LightningModule):
        def __init__(self, lr=1e-3):
            super().__init__()
            self.automatic_optimization = False
            self.lr = lr
            self.net = nn.Sequential(nn.Linear(16, 64), nn.SiLU(), nn.Linear(64, 64), nn.SiLU(), nn.Linear(64, 4))
            self.criterion = nn.CrossEntropyLoss()

        def forward(self, x):
            return self.net(x)

        def training_step(self, batch, batch_idx):
            opt = self.optimizers()
            x, y = batch
            loss = self.criterion(self(x), y)
            opt.zero_grad()
            self.manual_backward(loss)
            self.log("train_loss", loss)
            return loss

        def configure_optimizers(self):
            return torch.optim.Adam(self.parameters(), lr=self.lr)

    L.seed_everything(1, verbose=False)
    x = torch.randn(1280, 16)
    y = (x[:, :4] + 0.5 * x[:, 4:8]).argmax(1)
    loader = DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)

    callback = MonitorCallback(out=out)
    trainer = L.Trainer(
        max_epochs=5, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False,
        enable_model_summary=False, default_root_dir=out, callbacks=[callback],
    )
    trainer.fit(LitClassifier(), loader)
    findings = getattr(callback, "monitor", callback).diagnose().findings
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
