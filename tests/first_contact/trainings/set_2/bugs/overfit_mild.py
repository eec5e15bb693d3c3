import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset, random_split

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "mild overfitting"
WHAT = "a regression of noisy sensor values with a wide MLP, no early stopping: the validation loss reaches its minimum after a few epochs and then creeps up"
EXPECT = ["overfitting"]
USES = ["monitor"]


def sensors(n=900):
    g = torch.Generator().manual_seed(13)
    x = torch.randn(n, 15, generator=g)
    y = 0.8 * x[:, 0] + 0.6 * x[:, 1].abs() - 0.5 * x[:, 2] * x[:, 3] + 0.9 * torch.randn(n, generator=g)
    return TensorDataset(x, ((y - y.mean()) / y.std())[:, None])


class Regressor(nn.Module):
    def __init__(self, width=192):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(15, width), nn.SiLU(), nn.Linear(width, width), nn.SiLU())
        self.head = nn.Linear(width, 1)

    def forward(self, x):
        return self.head(self.body(x))


def run_validation(model, loader, loss_fn):
    model.eval()
    with torch.no_grad():
        losses = [loss_fn(model(x), y).item() * len(x) for x, y in loader]
    model.train()
    return sum(losses) / len(loader.dataset)


def main(out):
    torch.manual_seed(0)
    train_set, val_set = random_split(sensors(), [600, 300])
    train_loader = DataLoader(train_set, batch_size=50, shuffle=True)
    val_loader = DataLoader(val_set, batch_size=100)
    model = Regressor()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-2)
    loss_fn = nn.MSELoss()
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(45):
            for x, y in monitor.watch(train_loader):
                optimizer.zero_grad()
                loss = loss_fn(model(x), y)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            monitor.evaluate("validation", run_validation(model, val_loader, loss_fn))
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
