import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "healthy"
STYLE = "argparse, residual MLP on digits (scikit-learn), SGD, exponential decay"
WHAT = ("ExponentialLR(0.9), meant per epoch, is stepped after every batch: the learning rate is a thousandth after 66 batches and below 1e-15 at the end, so the loss freezes far above "
        "where it could be.")
EXPECT = []
USES = ["monitor"]
BUG = False


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("--lr", type=float, default=0.02)
    p.add_argument("--gamma", type=float, default=0.9)
    p.add_argument("--epochs", type=int, default=16)
    p.add_argument("--batch-size", type=int, default=64)
    return p.parse_args([])


class Residual(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.f = nn.Sequential(nn.LayerNorm(d), nn.Linear(d, d), nn.GELU(), nn.Linear(d, d))

    def forward(self, x):
        return x + self.f(x)


def data():
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    x = torch.tensor((x - 4.9) / 6.0, dtype=torch.float32)
    y = torch.tensor(y)
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(0))
    x, y = x[order], y[order]
    return TensorDataset(x[:1400], y[:1400]), (x[1400:], y[1400:])


def train_epoch(model, loader, optimizer, schedule, monitor):
    model.train()
    for x, y in monitor.watch(loader):
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if BUG:
            schedule.step()
        monitor.step(loss)
    if not BUG:
        schedule.step()


def main(out):
    from dataaudit import TrainingMonitor

    args = arguments()
    torch.manual_seed(24)
    train, (tx, ty) = data()
    loader = DataLoader(train, args.batch_size, shuffle=True)
    model = nn.Sequential(nn.Linear(64, 32), Residual(32), Residual(32), nn.LayerNorm(32), nn.Linear(32, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, args.gamma)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(args.epochs):
            train_epoch(model, loader, optimizer, schedule, monitor)
            model.eval()
            with torch.no_grad():
                logits = model(tx)
            value, accuracy = nn.functional.cross_entropy(logits, ty).item(), (logits.argmax(1) == ty).float().mean().item()
            monitor.evaluate("validation", value, accuracy=accuracy)
    print("CHECK test loss", value, "accuracy", accuracy, "learning rate", optimizer.param_groups[0]["lr"])
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
