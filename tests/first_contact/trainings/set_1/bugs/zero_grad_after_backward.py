import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "GRU classifier, zero_grad misplaced"
WHAT = "A GRU tells the direction of a noisy trend; zero_grad() stands between backward() and step(), so nothing is ever updated."
EXPECT = ["unchanged-parameters", "missing-gradients", "not-decreasing", "at-chance", "update-ratio"]
USES = ["monitor"]


def trends(n, length=24):
    label = torch.randint(0, 3, (n,))
    slope = (label.float() - 1) * 0.12
    t = torch.arange(length).float()
    series = slope[:, None] * t + torch.randn(n, length).cumsum(1) * 0.15 + torch.randn(n, 1)
    return series.unsqueeze(-1), label


class TrendGRU(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.gru = nn.GRU(1, hidden, batch_first=True)
        self.out = nn.Linear(hidden, 3)

    def forward(self, x):
        _, h = self.gru(x)
        return self.out(h[-1])


class Learner:
    def __init__(self, model, loader, out):
        self.model, self.loader, self.out = model, loader, out
        self.opt = torch.optim.Adam(model.parameters(), lr=5e-3)
        self.loss_fn = nn.CrossEntropyLoss()

    def one_batch(self, xb, yb):
        loss = self.loss_fn(self.model(xb), yb)
        loss.backward()
        self.opt.zero_grad()
        self.opt.step()
        return loss.detach()

    def fit(self, epochs):
        from dataaudit import TrainingMonitor

        with TrainingMonitor(self.model, self.opt, out=self.out) as monitor:
            for _ in range(epochs):
                for xb, yb in monitor.watch(self.loader):
                    monitor.step(self.one_batch(xb, yb))
        return monitor.diagnose().findings


def main(out):
    torch.manual_seed(5)
    ds = TensorDataset(*trends(1600))
    learner = Learner(TrendGRU(), DataLoader(ds, batch_size=32, shuffle=True), out)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in learner.fit(5)]
