import math
import torch
torch.set_num_threads(1)
import torch.nn as nn
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "normalising flow"
WHAT = "RealNVP with zero-initialised couplings (the identity at first) fits a thin parabola; loss in nats per sample, below zero at the end."
EXPECT = []
USES = ["monitor"]


class Coupling(nn.Module):
    def __init__(self, flip):
        super().__init__()
        self.flip = flip
        self.net = nn.Sequential(nn.Linear(1, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 2))
        nn.init.zeros_(self.net[-1].weight)
        nn.init.zeros_(self.net[-1].bias)
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, x):
        a, b = x.chunk(2, 1)
        if self.flip:
            a, b = b, a
        log_s, t = self.net(a).chunk(2, 1)
        log_s = self.scale * torch.tanh(log_s)
        b = b * log_s.exp() + t
        return torch.cat([b, a] if self.flip else [a, b], 1), log_s.sum(1)


class RealNVP(nn.Module):
    def __init__(self, layers=6):
        super().__init__()
        self.couplings = nn.ModuleList(Coupling(i % 2 == 1) for i in range(layers))

    def log_prob(self, x):
        log_det = 0
        for coupling in self.couplings:
            x, ld = coupling(x)
            log_det = log_det + ld
        return -0.5 * x.pow(2).sum(1) - math.log(2 * math.pi) + log_det


def arc(n):
    """A thin parabola: y = x^2 with little noise."""
    x = 0.6 * torch.randn(n)
    return torch.stack([x, x ** 2 - 0.3 + 0.04 * torch.randn(n)], 1)


def main(out):
    torch.manual_seed(2)
    flow = RealNVP()
    optimizer = torch.optim.Adam(flow.parameters(), lr=2e-3)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 300)
    with TrainingMonitor(flow, optimizer, out=out) as monitor:
        for it in range(300):
            loss = -flow.log_prob(arc(128)).mean()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(flow.parameters(), 5.0)
            optimizer.step()
            scheduler.step()
            monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
