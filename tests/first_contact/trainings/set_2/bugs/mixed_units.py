import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

import dataaudit
from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "mixed units"
WHAT = "a fraud classifier with raw columns in mixed units: account number range, time in ms, amount in cents, ratios between 0 and 1"
EXPECT = ["input-scale", "odd-initial-loss", "initial-variance", "exploding-gradients", "underfitting", "oscillating"]
USES = ["probe", "monitor"]


def transactions(n=2000):
    g = torch.Generator().manual_seed(18)
    hour = 24 * torch.rand(n, generator=g)
    milliseconds = 1.7e9 + 3.6e6 * hour
    cents = torch.exp(8 + 1.2 * torch.randn(n, generator=g))
    age = 18 + 60 * torch.rand(n, generator=g)
    chargebacks = torch.rand(n, generator=g)
    foreign = torch.rand(n, generator=g)
    risk = 5 * (chargebacks - 0.5) + 4 * (foreign - 0.5) + 0.8 * (cents.log() - 8) / 1.2 + 0.5 * torch.randn(n, generator=g)
    X = torch.stack([milliseconds, cents, age, chargebacks, foreign], 1)
    return X, (risk > 0).long()


class FraudNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(5, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 2))

    def forward(self, x):
        return self.net(x)


def train(model, loader, criterion, result, out, epochs=8):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    with TrainingMonitor(model, optimizer, out=out, probe=result) as monitor:
        for epoch in range(epochs):
            for X, y in monitor.watch(loader):
                optimizer.zero_grad()
                loss = criterion(model(X), y)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    return monitor


def main(out):
    torch.manual_seed(0)
    loader = DataLoader(TensorDataset(*transactions()), batch_size=50, shuffle=True)
    model, criterion = FraudNet(), nn.CrossEntropyLoss()
    result = dataaudit.probe(model, loader, criterion=criterion)
    monitor = train(model, loader, criterion, result, out)
    findings = [*result.findings, *monitor.diagnose().findings]
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
