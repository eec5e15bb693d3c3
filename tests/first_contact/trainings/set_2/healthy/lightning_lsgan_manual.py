import torch
torch.set_num_threads(1)
import lightning as L
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

KIND = "healthy"
STYLE = "Lightning manual optimization"
WHAT = "least-squares GAN on a banana-shaped 2-D density, two optimizers, automatic_optimization = False"
EXPECT = []
USES = ["monitor"]


def banana(n):
    g = torch.Generator().manual_seed(0)
    a = torch.randn(n, generator=g)
    return torch.stack([a, 0.5 * a ** 2 - 0.5 + 0.2 * torch.randn(n, generator=g)], 1)


def mlp(i, o):
    return nn.Sequential(nn.Linear(i, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Linear(64, o))


class LSGAN(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.automatic_optimization = False
        self.generator = mlp(8, 2)
        self.discriminator = mlp(2, 1)

    def forward(self, z):
        return self.generator(z)

    def training_step(self, batch, batch_idx):
        (real,) = batch
        opt_g, opt_d = self.optimizers()

        self.toggle_optimizer(opt_d)
        fake = self(torch.randn(len(real), 8)).detach()
        d_loss = 0.5 * ((self.discriminator(real) - 1) ** 2).mean() + 0.5 * (self.discriminator(fake) ** 2).mean()
        opt_d.zero_grad()
        self.manual_backward(d_loss)
        opt_d.step()
        self.untoggle_optimizer(opt_d)

        self.toggle_optimizer(opt_g)
        g_loss = 0.5 * ((self.discriminator(self(torch.randn(len(real), 8))) - 1) ** 2).mean()
        opt_g.zero_grad()
        self.manual_backward(g_loss)
        opt_g.step()
        self.untoggle_optimizer(opt_g)
        self.log_dict({"g_loss": g_loss, "d_loss": d_loss})

    def configure_optimizers(self):
        return [torch.optim.Adam(self.generator.parameters(), lr=1e-3, betas=(0.5, 0.99)),
                torch.optim.Adam(self.discriminator.parameters(), lr=1e-3, betas=(0.5, 0.99))]


def main(out):
    from dataaudit.training.monitor.lightning_callback import MonitorCallback
    L.seed_everything(1, verbose=False)
    data = banana(128 * 64)
    model = LSGAN()
    trainer = L.Trainer(max_epochs=6, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False,
                        enable_model_summary=False, callbacks=[callback := MonitorCallback(out)])
    trainer.fit(model, DataLoader(TensorDataset(data), batch_size=128, shuffle=True))
    with torch.no_grad():
        sample = model(torch.randn(2000, 8))
    print("fake mean", sample.mean(0).tolist(), "std", sample.std(0).tolist(), "real", data.mean(0).tolist(), data.std(0).tolist())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in callback.monitor.diagnose().findings]
