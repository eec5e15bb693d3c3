import math
import torch
torch.set_num_threads(1)
from torch import nn

KIND = "healthy"
STYLE = "GAN hinge"
WHAT = "hinge GAN on a three-quarter ring with a faster critic, zero-centred gradient penalty every fourth step, watched as a dict; G's loss is often below zero"
EXPECT = []
USES = ["monitor"]


class Generator(nn.Module):
    def __init__(self, nz=8):
        super().__init__()
        self.nz = nz
        self.body = nn.Sequential(nn.Linear(nz, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))

    def forward(self, z):
        return self.body(z)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(2, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))

    def forward(self, x):
        return self.body(x)


def real_batch(n):
    angle = torch.rand(n) * 1.5 * math.pi
    return torch.stack([angle.cos(), angle.sin()], 1) * 1.5 + 0.1 * torch.randn(n, 2)


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    G, D = Generator(), Discriminator()
    opt_g = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.0, 0.9))
    opt_d = torch.optim.Adam(D.parameters(), lr=2e-3, betas=(0.0, 0.9))
    with TrainingMonitor({"G": (G, opt_g), "D": (D, opt_d)}, out=out) as monitor:
        for it in range(450):
            real, fake = real_batch(96), G(torch.randn(96, G.nz)).detach()
            loss_d = torch.relu(1 - D(real)).mean() + torch.relu(1 + D(fake)).mean()
            opt_d.zero_grad()
            loss_d.backward()
            if it % 4 == 0:
                real.requires_grad_(True)
                (g,) = torch.autograd.grad(D(real).sum(), real, create_graph=True)
                (0.2 * g.pow(2).sum(1).mean()).backward()
            opt_d.step()
            loss_g = -D(G(torch.randn(96, G.nz))).mean()
            opt_g.zero_grad()
            loss_g.backward()
            opt_g.step()
            monitor.step({"G": loss_g, "D": loss_d})
    with torch.no_grad():
        r = G(torch.randn(1000, G.nz)).norm(dim=1)
    print("radius", r.mean().item(), "+-", r.std().item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
