import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "evaluated in train mode"
WHAT = "a tabular MLP with BatchNorm and dropout 0.5: the validation loop uses no_grad but never calls model.eval()"
EXPECT = ["evaluated-in-train-mode", "eval-mode-mismatch"]
USES = ["monitor"]


class Churn(nn.Module):
    def __init__(self, num_features):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(num_features, 96), nn.BatchNorm1d(96), nn.ReLU(), nn.Dropout(0.5),
            nn.Linear(96, 48), nn.BatchNorm1d(48), nn.ReLU(), nn.Dropout(0.5),
            nn.Linear(48, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(1)


def evaluate(model, loader, criterion):
    total, correct, count = 0.0, 0, 0
    with torch.no_grad():
        for x, y in loader:
            logits = model(x)
            total += criterion(logits, y).item() * len(y)
            correct += ((logits > 0).float() == y).sum().item()
            count += len(y)
    return total / count, correct / count


def main(out):
    torch.manual_seed(8)
    X = torch.randn(3000, 20)
    score = X[:, :5].sum(1) + 1.5 * X[:, 5] * X[:, 6] + 0.5 * torch.randn(3000)
    y = (score > 0).float()
    train = DataLoader(TensorDataset(X[:2400], y[:2400]), batch_size=64, shuffle=True)
    valid = DataLoader(TensorDataset(X[2400:], y[2400:]), batch_size=16)

    model = Churn(20)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(10):
            model.train()
            for x, yb in monitor.watch(train):
                optimizer.zero_grad()
                loss = criterion(model(x), yb)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            val_loss, val_acc = evaluate(model, valid, criterion)
            monitor.evaluate("validation", val_loss, accuracy=val_acc)
            print(f"{epoch}: val loss {val_loss:.4f} acc {val_acc:.3f}")
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
