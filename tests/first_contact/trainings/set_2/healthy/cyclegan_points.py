import itertools
import torch
torch.set_num_threads(1)
from torch import nn

KIND = "healthy"
STYLE = "CycleGAN"
WHAT = "CycleGAN between two unpaired 2-D clouds: two generators with a shared optimizer, two discriminators, cycle and identity losses"
EXPECT = []
USES = ["monitor"]


def mlp(out_dim):
    return nn.Sequential(nn.Linear(2, 48), nn.LeakyReLU(0.2), nn.Linear(48, 48), nn.LeakyReLU(0.2), nn.Linear(48, out_dim))


class ResGen(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = mlp(2)

    def forward(self, x):
        return x + self.f(x)


def cloud_a(n):
    return torch.randn(n, 2) * torch.tensor([1.0, 0.3])


def cloud_b(n):
    return torch.randn(n, 2) * torch.tensor([0.9, 0.4]) + torch.tensor([1.0, 1.5])


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    G_AB, G_BA, D_A, D_B = ResGen(), ResGen(), mlp(1), mlp(1)
    opt_G = torch.optim.Adam(itertools.chain(G_AB.parameters(), G_BA.parameters()), lr=1e-3, betas=(0.5, 0.999))
    opt_DA = torch.optim.Adam(D_A.parameters(), lr=1e-3, betas=(0.5, 0.999))
    opt_DB = torch.optim.Adam(D_B.parameters(), lr=1e-3, betas=(0.5, 0.999))
    mse, l1 = nn.MSELoss(), nn.L1Loss()
    generators = nn.ModuleDict({"AB": G_AB, "BA": G_BA})
    with TrainingMonitor({"G": (generators, opt_G), "D_A": (D_A, opt_DA), "D_B": (D_B, opt_DB)}, out=out) as monitor:
        for step in range(320):
            a, b = cloud_a(64), cloud_b(64)
            # generators
            opt_G.zero_grad()
            fake_b, fake_a = G_AB(a), G_BA(b)
            pred_b, pred_a = D_B(fake_b), D_A(fake_a)
            loss_gan = mse(pred_b, torch.ones_like(pred_b)) + mse(pred_a, torch.ones_like(pred_a))
            loss_cycle = l1(G_BA(fake_b), a) + l1(G_AB(fake_a), b)
            loss_identity = l1(G_AB(b), b) + l1(G_BA(a), a)
            loss_G = loss_gan + 1.0 * loss_cycle + 0.1 * loss_identity
            loss_G.backward()
            opt_G.step()
            # discriminators
            losses = {}
            for name, D, opt, real, fake in (("D_A", D_A, opt_DA, a, fake_a), ("D_B", D_B, opt_DB, b, fake_b)):
                opt.zero_grad()
                r, f = D(real), D(fake.detach())
                losses[name] = 0.5 * (mse(r, torch.ones_like(r)) + mse(f, torch.zeros_like(f)))
                losses[name].backward()
                opt.step()
            monitor.step({"G": loss_G, **losses})
    with torch.no_grad():
        print("A->B mean", G_AB(cloud_a(2000)).mean(0).tolist(), "std", G_AB(cloud_a(2000)).std(0).tolist())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
