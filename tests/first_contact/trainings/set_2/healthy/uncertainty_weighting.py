from collections import defaultdict
import torch
torch.set_num_threads(1)
from torch import nn

KIND = "healthy"
STYLE = "uncertainty weights, Lookahead"
WHAT = "three regression tasks of very different noise weighted by learnt log-variances (the total goes below zero), under a home-made Lookahead optimizer"
EXPECT = []
USES = ["monitor"]


class Lookahead(torch.optim.Optimizer):
    """k steps forward, 1 step back, around any optimizer."""
    def __init__(self, base, k=5, alpha=0.5):
        self.base, self.k, self.alpha, self.count = base, k, alpha, 0
        self.param_groups, self.defaults, self.state = base.param_groups, base.defaults, defaultdict(dict)
        self.slow = [[p.detach().clone() for p in g["params"]] for g in self.param_groups]

    def zero_grad(self, set_to_none=True):
        self.base.zero_grad(set_to_none)

    def step(self, closure=None):
        loss = self.base.step(closure)
        self.count += 1
        if self.count % self.k == 0:
            with torch.no_grad():
                for group, slow in zip(self.param_groups, self.slow):
                    for p, s in zip(group["params"], slow):
                        s.add_(p - s, alpha=self.alpha)
                        p.copy_(s)
        return loss


class ThreeTasks(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(10, 64), nn.SiLU(), nn.Linear(64, 64), nn.SiLU())
        self.heads = nn.ModuleList([nn.Linear(64, 1) for _ in range(3)])
        self.log_var = nn.Parameter(torch.zeros(3))

    def forward(self, x):
        h = self.trunk(x)
        return torch.cat([head(h) for head in self.heads], 1)


W = torch.randn(10, 3, generator=torch.Generator().manual_seed(12)) / 10 ** 0.5
NOISE = torch.tensor([0.05, 0.2, 0.5])


def batch(n, g):
    x = torch.randn(n, 10, generator=g)
    return x, torch.sin(1.5 * x @ W) + NOISE * torch.randn(n, 3, generator=g)


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(1)
    model = ThreeTasks()
    optimizer = Lookahead(torch.optim.Adam([{"params": [p for n, p in model.named_parameters() if n != "log_var"]},
                                            {"params": [model.log_var], "lr": 1e-2}], lr=3e-3))
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for step in range(600):
            x, y = batch(64, g)
            mse = ((model(x) - y) ** 2).mean(0)
            loss = (torch.exp(-model.log_var) * mse + model.log_var).sum() / 2
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss, metrics={f"mse_{i}": m.item() for i, m in enumerate(mse)})
    print("sigma", (0.5 * model.log_var).exp().tolist())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
