import torch
torch.set_num_threads(1)
import torch.nn as nn

KIND = "healthy"
STYLE = "normalising flow"
WHAT = "RealNVP with actnorm on thin correlated 4-D data: the negative log-likelihood starts near 5 and ends well below zero"
EXPECT = []
USES = ["monitor"]


class Coupling(nn.Module):
    def __init__(self, dim, flip):
        super().__init__()
        self.flip = flip
        self.net = nn.Sequential(nn.Linear(dim // 2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, dim))
        nn.init.zeros_(self.net[-1].weight)
        nn.init.zeros_(self.net[-1].bias)

    def forward(self, x):
        a, b = x.chunk(2, 1)
        if self.flip:
            a, b = b, a
        s, t = self.net(a).chunk(2, 1)
        s = 1.5 * torch.tanh(s)
        b = b * s.exp() + t
        return torch.cat([b, a] if self.flip else [a, b], 1), s.sum(1)


class ActNorm(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.log_scale, self.shift = nn.Parameter(torch.zeros(dim)), nn.Parameter(torch.zeros(dim))

    def forward(self, x):
        return (x + self.shift) * self.log_scale.exp(), self.log_scale.sum().expand(len(x))


class Flow(nn.Module):
    def __init__(self, dim=4, depth=4):
        super().__init__()
        self.layers = nn.ModuleList([m for i in range(depth) for m in (ActNorm(dim), Coupling(dim, i % 2 == 1))])
        self.base = torch.distributions.Normal(0.0, 1.0)

    def log_prob(self, x):
        total = torch.zeros(len(x))
        for layer in self.layers:
            x, logdet = layer(x)
            total = total + logdet
        return self.base.log_prob(x).sum(1) + total


def density(n, g):
    u = torch.randn(n, 2, generator=g)
    x = torch.stack([u[:, 0], u[:, 1], u[:, 0] * 0.8, u[:, 1].sin()], 1)
    return x + 0.02 * torch.randn(n, 4, generator=g)


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(1)
    flow = Flow()
    opt = torch.optim.Adam(flow.parameters(), lr=3e-3)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, 280, eta_min=1e-5)
    held_out = density(1000, torch.Generator().manual_seed(2))
    with TrainingMonitor(flow, opt, out=out) as monitor:
        for it in range(280):
            nll = -flow.log_prob(density(96, g))
            opt.zero_grad()
            nll.mean().backward()
            nn.utils.clip_grad_norm_(flow.parameters(), 5.0)
            opt.step()
            sched.step()
            monitor.step(nll.mean())
            if it % 40 == 39:
                with torch.no_grad():
                    monitor.evaluate("held-out", -flow.log_prob(held_out).mean())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
