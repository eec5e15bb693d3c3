import torch
torch.set_num_threads(1)
import lightning as L
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

KIND = "healthy"
STYLE = "Lightning automatic"
WHAT = "house prices in dollars: the module scales targets with buffers and logs the error in raw dollars; one-cycle schedule"
EXPECT = []
USES = ["monitor"]


def houses(n, seed):
    g = torch.Generator().manual_seed(seed)
    area = 40 + 160 * torch.rand(n, generator=g)
    rooms = (area / 30 + torch.randn(n, generator=g) * 0.7).round().clamp(1)
    age = torch.randint(0, 90, (n,), generator=g).float()
    district = torch.randint(0, 6, (n,), generator=g)
    premium = torch.tensor([0.7, 0.85, 1.0, 1.1, 1.4, 2.0])[district]
    price = premium * (2100 * area + 9000 * rooms) * torch.exp(-age / 150) + 12000 * torch.randn(n, generator=g)
    return torch.stack([area, rooms, age], 1), district, price


class PriceModel(L.LightningModule):
    def __init__(self, mean, std, price_mean, price_std, steps):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)
        self.register_buffer("price_mean", price_mean)
        self.register_buffer("price_std", price_std)
        self.steps = steps
        self.district = nn.Embedding(6, 4)
        self.net = nn.Sequential(nn.Linear(7, 64), nn.SiLU(), nn.Linear(64, 64), nn.SiLU(), nn.Linear(64, 1))

    def forward(self, x, d):
        return self.net(torch.cat([(x - self.mean) / self.std, self.district(d)], 1)).squeeze(1)

    def shared(self, batch):
        x, d, price = batch
        pred = self(x, d)
        loss = nn.functional.mse_loss(pred, (price - self.price_mean) / self.price_std)
        return loss, (pred * self.price_std + self.price_mean - price).abs().mean()

    def training_step(self, batch, batch_idx):
        loss, mae = self.shared(batch)
        self.log("train_loss", loss)
        self.log("train_mae_dollars", mae)
        return loss

    def validation_step(self, batch, batch_idx):
        loss, mae = self.shared(batch)
        self.log_dict({"val_loss": loss, "val_mae_dollars": mae})

    def configure_optimizers(self):
        optimizer = torch.optim.AdamW(self.parameters(), lr=1e-3)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1e-2, total_steps=self.steps)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}


def main(out):
    from dataaudit.training.monitor.lightning_callback import MonitorCallback
    L.seed_everything(4, verbose=False)
    x, d, p = houses(2048, 0)
    train = DataLoader(TensorDataset(x, d, p), batch_size=64, shuffle=True)
    val = DataLoader(TensorDataset(*houses(512, 1)), batch_size=256)
    model = PriceModel(x.mean(0), x.std(0), p.mean(), p.std(), steps=32 * 10)
    trainer = L.Trainer(max_epochs=10, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False,
                        enable_model_summary=False, gradient_clip_val=5.0, callbacks=[callback := MonitorCallback(out)])
    trainer.fit(model, train, val)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in callback.monitor.diagnose().findings]
