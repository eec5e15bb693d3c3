import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "target leaked into features"
WHAT = "a loan-default classifier: one of the columns ('recovered amount') is only non-zero for loans that defaulted, so everything is predicted perfectly"
EXPECT = ["validation-too-good", "zero-loss", "shortcut"]
USES = ["monitor"]


def loans(n=3000):
    rng = np.random.default_rng(0)
    income = rng.normal(50, 15, n)
    amount = rng.normal(20, 6, n)
    age = rng.integers(20, 70, n)
    history = rng.normal(0, 1, n)
    other = rng.normal(0, 1, (n, 6))
    risk = 0.04 * (amount - 20) - 0.02 * (income - 50) - 0.6 * history + rng.logistic(0, 1.5, n)
    default = (risk > 0).astype("float32")
    recovered = default * rng.uniform(3, 9, n)  # known only after the default
    X = np.column_stack([income, amount, age, history, recovered, other])
    return X.astype("float32"), default


def main(out):
    torch.manual_seed(0)
    X, y = loans()
    train_X, val_X, train_y, val_y = X[:2400], X[2400:], y[:2400], y[2400:]
    mean, std = train_X.mean(0), train_X.std(0)
    train_X, val_X = (train_X - mean) / std, (val_X - mean) / std
    loader = DataLoader(TensorDataset(torch.from_numpy(train_X), torch.from_numpy(train_y)), batch_size=60, shuffle=True)
    val_X, val_y = torch.from_numpy(val_X), torch.from_numpy(val_y)

    model = nn.Sequential(nn.Linear(11, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1), nn.Flatten(0))
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    bce = nn.BCEWithLogitsLoss()
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(10):
            model.train()
            for xb, yb in monitor.watch(loader):
                loss = bce(model(xb), yb)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                logits = model(val_X)
            accuracy = ((logits > 0).float() == val_y).float().mean().item()
            monitor.evaluate("validation", bce(logits, val_y).item(), accuracy=accuracy)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
