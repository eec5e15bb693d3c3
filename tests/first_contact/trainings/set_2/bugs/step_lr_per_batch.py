import torch
import torch.nn as nn
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, TensorDataset

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "schedule kills the rate"
WHAT = "a tabular regression with StepLR(step_size=10), meant in epochs, but scheduler.step() is called after every batch"
EXPECT = ["update-ratio", "plateau", "learning-rate", "underfitting", "unchanged-parameters"]
USES = ["monitor"]


def get_loader():
    torch.manual_seed(1)
    X = torch.randn(1600, 12)
    w = torch.randn(12)
    y = X @ w + torch.sin(2 * X[:, 0]) * 2 + X[:, 1] * X[:, 2] + 0.1 * torch.randn(1600)
    y = (y - y.mean()) / y.std()
    return DataLoader(TensorDataset(X, y.unsqueeze(1)), batch_size=32, shuffle=True)


def main(out):
    loader = get_loader()
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(12, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    scheduler = StepLR(optimizer, step_size=10, gamma=0.1)
    loss_fn = nn.MSELoss()

    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(10):
            for xb, yb in monitor.watch(loader):
                pred = model(xb)
                loss = loss_fn(pred, yb)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                scheduler.step()
                monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
