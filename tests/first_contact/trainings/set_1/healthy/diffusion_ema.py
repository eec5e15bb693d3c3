import copy
import torch
torch.set_num_threads(1)
import torch.nn as nn
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "diffusion with EMA"
WHAT = "DDPM (eps prediction) on a two-dimensional checkerboard with zero-initialised output layer and EMA weights; the loss falls from 1 to a floor."
EXPECT = []
USES = ["monitor"]

T = 100
betas = torch.linspace(1e-3, 0.1, T)
alphas_bar = torch.cumprod(1 - betas, 0)


class EpsModel(nn.Module):
    def __init__(self, width=96):
        super().__init__()
        self.time = nn.Embedding(T, width)
        self.inp = nn.Linear(2, width)
        self.mid = nn.ModuleList([nn.Linear(width, width) for _ in range(3)])
        self.out = nn.Linear(width, 2)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x, t):
        h = self.inp(x) + self.time(t)
        for layer in self.mid:
            h = h + layer(nn.functional.silu(h))
        return self.out(nn.functional.silu(h))


@torch.no_grad()
def ema_update(ema, model, decay=0.99):
    for e, p in zip(ema.parameters(), model.parameters()):
        e.lerp_(p, 1 - decay)


def checkerboard(n):
    i = torch.randint(0, 4, (n,))
    j = 2 * torch.randint(0, 2, (n,)) + i % 2
    cells = torch.stack([i, j], 1).float()
    return (cells + torch.rand(n, 2) - 2) / 1.16


def main(out):
    torch.manual_seed(2024)
    model = EpsModel()
    ema = copy.deepcopy(model).requires_grad_(False)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-4)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for step in range(500):
            x0 = checkerboard(128)
            t = torch.randint(0, T, (128,))
            eps = torch.randn_like(x0)
            ab = alphas_bar[t, None]
            loss = (model(ab.sqrt() * x0 + (1 - ab).sqrt() * eps, t) - eps).pow(2).mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            ema_update(ema, model)
            monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
