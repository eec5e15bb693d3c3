import torch

torch.set_num_threads(1)
import math

from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "GAN, two optimizers, several models in one monitor"
WHAT = "A non-saturating GAN on eight Gaussians on a ring; both losses hover and never fall, as they should (odd but sound)."
EXPECT = []
USES = ["monitor"]


def ring(n, gen):
    which = torch.randint(0, 8, (n,), generator=gen)
    angle = which.float() * (2 * math.pi / 8)
    return torch.stack([angle.cos(), angle.sin()], 1) * 2 + 0.08 * torch.randn(n, 2, generator=gen)


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(11)
    gen = torch.Generator().manual_seed(1)
    data = ring(8192, gen)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(data), batch_size=128, shuffle=True, drop_last=True)
    generator = nn.Sequential(nn.Linear(8, 96), nn.ReLU(), nn.Linear(96, 96), nn.ReLU(), nn.Linear(96, 2))
    discriminator = nn.Sequential(nn.Linear(2, 96), nn.LeakyReLU(0.2), nn.Linear(96, 96), nn.LeakyReLU(0.2), nn.Linear(96, 1))
    opt_g = torch.optim.Adam(generator.parameters(), lr=5e-4, betas=(0.5, 0.99))
    opt_d = torch.optim.Adam(discriminator.parameters(), lr=5e-4, betas=(0.5, 0.99))
    with TrainingMonitor({"G": (generator, opt_g), "D": (discriminator, opt_d)}, out=out) as monitor:
        for epoch in range(60):
            for (real,) in monitor.watch(loader):
                fake = generator(torch.randn(len(real), 8))
                # discriminator
                opt_d.zero_grad()
                score_real = discriminator(real + 0.05 * torch.randn_like(real))
                score_fake = discriminator(fake.detach() + 0.05 * torch.randn_like(fake))
                loss_d = F.softplus(-score_real).mean() + F.softplus(score_fake).mean()
                loss_d.backward()
                opt_d.step()
                # generator
                opt_g.zero_grad()
                loss_g = F.softplus(-discriminator(fake)).mean()
                loss_g.backward()
                opt_g.step()
                monitor.step({"G": loss_g, "D": loss_d})
    with torch.no_grad():
        sample = generator(torch.randn(2000, 8))
    angle = torch.arange(8).float() * (2 * math.pi / 8)
    centres = torch.stack([angle.cos(), angle.sin()], 1) * 2
    distance, mode = torch.cdist(sample, centres).min(1)
    print("CHECK modes", len(set(mode[distance < 0.3].tolist())), "of 8; good share", (distance < 0.3).float().mean().item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
