import torch
torch.set_num_threads(1)
import torch.nn as nn

KIND = "healthy"
STYLE = "energy-based model"
WHAT = "EBM with persistent Langevin chains: the contrastive loss hovers around zero with either sign, learning shows in the samples"
EXPECT = []
USES = ["monitor"]


class Energy(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, 48), nn.SiLU(), nn.Linear(48, 48), nn.SiLU(), nn.Linear(48, 1))

    def forward(self, x):
        return self.net(x).squeeze(1) + 0.05 * x.pow(2).sum(1)


class ReplayBuffer:
    def __init__(self, size=1024):
        self.x = torch.randn(size, 2) * 2

    def take(self, n):
        self.i = torch.randint(0, len(self.x), (n,))
        x = self.x[self.i]
        fresh = torch.rand(n) < 0.05
        x[fresh] = torch.randn(int(fresh.sum()), 2) * 2
        return x

    def put(self, x):
        self.x[self.i] = x


def langevin(energy, x, steps=8, size=0.1):
    for p in energy.parameters():
        p.requires_grad_(False)
    for _ in range(steps):
        x = x.detach().requires_grad_(True)
        (g,) = torch.autograd.grad(energy(x).sum(), x)
        x = x - size * g + (2 * size) ** 0.5 * torch.randn_like(x)
    for p in energy.parameters():
        p.requires_grad_(True)
    return x.detach()


def data(n):
    centre = torch.tensor([[-2.0, 0.0], [2.0, 0.5], [0.0, 2.0]])[torch.randint(0, 3, (n,))]
    return centre + 0.5 * torch.randn(n, 2)


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(3)
    energy, buffer = Energy(), ReplayBuffer()
    optimizer = torch.optim.Adam(energy.parameters(), lr=2e-3)
    with TrainingMonitor(energy, optimizer, out=out) as monitor:
        for step in range(240):
            negative = langevin(energy, buffer.take(96))
            buffer.put(negative)
            e_pos, e_neg = energy(data(96)), energy(negative)
            loss = e_pos.mean() - e_neg.mean() + 0.01 * (e_pos.pow(2).mean() + e_neg.pow(2).mean())
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(energy.parameters(), 1.0)
            optimizer.step()
            monitor.step(loss, metrics={"energy_data": e_pos.mean().item(), "energy_samples": e_neg.mean().item()})
    real, fake = data(1000), buffer.x
    print("distance to nearest real:", torch.cdist(fake, real).min(1).values.mean().item(), "at start 0.6 or so")
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
