import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "multi-task uncertainty"
WHAT = "Two regressions and a classification share an encoder and are weighted by learned uncertainty (Kendall et al.); the total goes below zero."
EXPECT = []
USES = ["monitor"]


class UncertaintyLoss(nn.Module):
    def __init__(self, tasks):
        super().__init__()
        self.log_vars = nn.Parameter(torch.zeros(tasks))

    def forward(self, *losses):
        total = 0
        for loss, s in zip(losses, self.log_vars):
            total = total + torch.exp(-s) * loss + 0.5 * s
        return total


class MTLNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(12, 64), nn.SiLU(), nn.Linear(64, 64), nn.SiLU())
        self.depth = nn.Linear(64, 1)
        self.normal = nn.Linear(64, 3)
        self.seg = nn.Linear(64, 4)

    def forward(self, x):
        h = self.encoder(x)
        return self.depth(h).squeeze(-1), self.normal(h), self.seg(h)


def make_data(n):
    x = torch.randn(n, 12)
    depth = torch.sin(x[:, 0]) + 0.5 * x[:, 1] + 0.05 * torch.randn(n)
    normal = torch.tanh(x[:, :3] + x[:, 3:6]) + 0.1 * torch.randn(n, 3)
    seg = (x[:, 4:8] + 0.3 * torch.randn(n, 4)).argmax(1)
    return TensorDataset(x, depth, normal, seg)


def main(out):
    torch.manual_seed(33)
    loader = DataLoader(make_data(6000), batch_size=64, shuffle=True)
    model, weighting = MTLNet(), UncertaintyLoss(3)
    optimizer = torch.optim.Adam([{"params": model.parameters(), "lr": 2e-3}, {"params": weighting.parameters(), "lr": 1e-2}])
    mse, ce = nn.MSELoss(), nn.CrossEntropyLoss()
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(6):
            for x, depth, normal, seg in monitor.watch(loader):
                d, n, s = model(x)
                loss = weighting(0.5 * mse(d, depth), 0.5 * mse(n, normal), ce(s, seg))
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            print(epoch, round(loss.item(), 3), weighting.log_vars.data.tolist())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
