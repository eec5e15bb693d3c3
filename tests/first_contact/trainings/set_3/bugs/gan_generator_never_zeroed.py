import torch

torch.set_num_threads(1)
import math

from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "GAN, two optimizers"
WHAT = "Copy and paste: the generator's step zeroes the discriminator's gradients, so those of the generator add up over the whole training."
EXPECT = ["missing-zero-grad"]
USES = ["monitor"]
BUG = True


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(13)
    angle = torch.randint(0, 6, (8192,)).float() * (math.pi / 3)
    data = torch.stack([angle.cos(), angle.sin()], 1) + 0.05 * torch.randn(8192, 2)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(data), batch_size=128, shuffle=True, drop_last=True)
    generator = nn.Sequential(nn.Linear(6, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))
    discriminator = nn.Sequential(nn.Linear(2, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))
    opt_g = torch.optim.Adam(generator.parameters(), lr=5e-4, betas=(0.5, 0.99))
    opt_d = torch.optim.Adam(discriminator.parameters(), lr=5e-4, betas=(0.5, 0.99))
    with TrainingMonitor({"G": (generator, opt_g), "D": (discriminator, opt_d)}, out=out) as monitor:
        for epoch in range(40):
            for (real,) in monitor.watch(loader):
                fake = generator(torch.randn(len(real), 6))
                opt_d.zero_grad()
                loss_d = F.softplus(-discriminator(real + 0.05 * torch.randn_like(real))).mean() + F.softplus(discriminator(fake.detach() + 0.05 * torch.randn_like(fake))).mean()
                loss_d.backward()
                opt_d.step()
                opt_d.zero_grad()
                if not BUG:
                    opt_g.zero_grad()
                loss_g = F.softplus(-discriminator(fake)).mean()
                loss_g.backward()
                opt_g.step()
                monitor.step({"G": loss_g, "D": loss_d})
    with torch.no_grad():
        sample = generator(torch.randn(1000, 6))
    a = torch.arange(6).float() * (math.pi / 3)
    near = torch.cdist(sample, torch.stack([a.cos(), a.sin()], 1)).min(1).values
    print("CHECK good share", (near < 0.2).float().mean().item(), "losses", loss_g.item(), loss_d.item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
