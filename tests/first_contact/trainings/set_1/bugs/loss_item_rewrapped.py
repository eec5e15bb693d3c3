import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)

KIND = "bug"
STYLE = "custom loss breaks graph"
WHAT = "A custom loss sums .item() values and wraps them in torch.tensor(..., requires_grad=True): backward() runs, no parameter gets a gradient."
EXPECT = ["missing-gradients", "unchanged-parameters", "not-decreasing"]
USES = ["monitor"]


class Forecaster(nn.Module):
    def __init__(self, window=20, horizon=3):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(window, 50), nn.Tanh(), nn.Linear(50, horizon))

    def forward(self, x):
        return self.net(x)


class WeightedHorizonLoss(nn.Module):
    """Later steps count less."""

    def __init__(self, weights=(1.0, 0.7, 0.5)):
        super().__init__()
        self.weights = weights

    def forward(self, pred, target):
        total = 0.0
        for h, w in enumerate(self.weights):
            total += w * F.mse_loss(pred[:, h], target[:, h]).item()
        return torch.tensor(total / sum(self.weights), requires_grad=True)


def windows(n, seed):
    g = torch.Generator().manual_seed(seed)
    phase = torch.rand(n, 1, generator=g) * 6.28
    freq = 0.2 + 0.3 * torch.rand(n, 1, generator=g)
    t = torch.arange(23).float()
    s = torch.sin(freq * t + phase) + 0.05 * torch.randn(n, 23, generator=g)
    return s[:, :20], s[:, 20:]


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(0)
    x, y = windows(4000, seed=0)
    model = Forecaster()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_fn = WeightedHorizonLoss()
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(5):
            perm = torch.randperm(len(x))
            for idx in perm.split(64):
                optimizer.zero_grad()
                loss = loss_fn(model(x[idx]), y[idx])
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
