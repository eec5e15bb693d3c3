import torch
torch.set_num_threads(1)
import lightning as L
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from dataaudit.training.monitor.lightning_callback import MonitorCallback

KIND = "healthy"
STYLE = "Lightning manual GAN"
WHAT = "The GAN of the Lightning docs (manual optimisation, two optimizers) on a two-dimensional mixture of four Gaussians."
EXPECT = []
USES = ["monitor"]


class GAN(L.LightningModule):
    def __init__(self, latent_dim=8, lr=1e-3, b1=0.5, b2=0.999):
        super().__init__()
        self.save_hyperparameters()
        self.automatic_optimization = False
        self.generator = nn.Sequential(nn.Linear(latent_dim, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Linear(64, 2))
        self.discriminator = nn.Sequential(nn.Linear(2, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))

    def forward(self, z):
        return self.generator(z)

    def adversarial_loss(self, y_hat, y):
        return F.binary_cross_entropy_with_logits(y_hat, y)

    def training_step(self, batch, batch_idx):
        (points,) = batch
        opt_g, opt_d = self.optimizers()
        z = torch.randn(len(points), self.hparams.latent_dim).type_as(points)
        ones, zeros = torch.ones(len(points), 1), torch.zeros(len(points), 1)

        # train generator
        self.toggle_optimizer(opt_g)
        g_loss = self.adversarial_loss(self.discriminator(self(z)), ones)
        self.log("g_loss", g_loss)
        self.manual_backward(g_loss)
        opt_g.step()
        opt_g.zero_grad()
        self.untoggle_optimizer(opt_g)

        # train discriminator
        self.toggle_optimizer(opt_d)
        real_loss = self.adversarial_loss(self.discriminator(points), ones)
        fake_loss = self.adversarial_loss(self.discriminator(self(z).detach()), zeros)
        d_loss = (real_loss + fake_loss) / 2
        self.log("d_loss", d_loss)
        self.manual_backward(d_loss)
        opt_d.step()
        opt_d.zero_grad()
        self.untoggle_optimizer(opt_d)
        return {"loss": (g_loss + d_loss).detach()}

    def configure_optimizers(self):
        h = self.hparams
        opt_g = torch.optim.Adam(self.generator.parameters(), lr=h.lr, betas=(h.b1, h.b2))
        opt_d = torch.optim.Adam(self.discriminator.parameters(), lr=h.lr, betas=(h.b1, h.b2))
        return [opt_g, opt_d], []


def main(out):
    L.seed_everything(1)
    centres = torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    data = centres[torch.randint(0, 4, (6400,))] + 0.25 * torch.randn(6400, 2)
    loader = DataLoader(TensorDataset(data), batch_size=128, shuffle=True)
    model = GAN()
    callback = MonitorCallback(out=out)
    trainer = L.Trainer(max_epochs=10, accelerator="cpu", devices=1, logger=False, enable_checkpointing=False, enable_progress_bar=False,
                        enable_model_summary=False, callbacks=[callback])
    trainer.fit(model, loader)
    with torch.no_grad():
        fake = model(torch.randn(2000, 8))
    near = torch.cdist(fake, centres)
    print("share near a centre", (near.min(1).values < 0.75).float().mean().item(), "by centre", torch.bincount(near.argmin(1), minlength=4).tolist())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in callback.monitor.diagnose().findings]
