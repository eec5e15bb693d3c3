import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "KL weight collapses a VAE"
WHAT = "a VAE whose reconstruction is a mean over pixels while the KL is a sum over latents: the KL wins, the latent is ignored (posterior collapse)"
EXPECT = ["odd-part-loss", "plateau", "input-ignored", "underfitting", "loss-reduction"]
USES = ["monitor"]


class VAE(nn.Module):
    def __init__(self, d=64, h=96, z=6):
        super().__init__()
        self.enc = nn.Sequential(nn.Linear(d, h), nn.ReLU())
        self.mu, self.logvar = nn.Linear(h, z), nn.Linear(h, z)
        self.dec = nn.Sequential(nn.Linear(z, h), nn.ReLU(), nn.Linear(h, d))

    def reparameterize(self, mu, logvar):
        return mu + torch.randn_like(mu) * (0.5 * logvar).exp()

    def forward(self, x):
        h = self.enc(x)
        mu, logvar = self.mu(h), self.logvar(h)
        return self.dec(self.reparameterize(mu, logvar)), mu, logvar


def vae_loss(recon, x, mu, logvar):
    recon_loss = F.mse_loss(recon, x)
    kld = (-0.5 * (1 + logvar - mu.pow(2) - logvar.exp()).sum(1)).mean()
    return recon_loss + kld, recon_loss, kld


def blobs(n=2000):
    g = torch.Generator().manual_seed(3)
    grid = torch.stack(torch.meshgrid(torch.arange(8.0), torch.arange(8.0), indexing="ij"), -1).view(1, 64, 2)
    center = 1 + 6 * torch.rand(n, 1, 2, generator=g)
    width = 0.8 + torch.rand(n, 1, generator=g)
    return (-((grid - center) ** 2).sum(-1) / (2 * width**2)).exp()


def main(out):
    torch.manual_seed(0)
    loader = DataLoader(TensorDataset(blobs()), batch_size=64, shuffle=True)
    model = VAE()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(15):
            for (x,) in monitor.watch(loader):
                recon, mu, logvar = model(x)
                loss, recon_loss, kld = vae_loss(recon, x, mu, logvar)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss, metrics={"recon_loss": recon_loss, "kl": kld})
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
