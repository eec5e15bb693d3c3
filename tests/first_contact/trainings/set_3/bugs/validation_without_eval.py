import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "plain loop with a validation function, early stopping"
WHAT = "The validation function never calls model.eval(), so that dropout of 0.5 and the batch statistics of BatchNorm are active in every evaluation."
EXPECT = ["evaluated-in-train-mode"]
USES = ["monitor"]
BUG = True


def validate(model, loader):
    if not BUG:
        model.eval()
    total, rows = 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            total += F.cross_entropy(model(x), y, reduction="sum").item()
            rows += len(x)
    if not BUG:
        model.train()
    return total / rows


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(133)
    centres = torch.randn(6, 18)
    y = torch.randint(0, 6, (3600,))
    x = centres[y] + 0.9 * torch.randn(3600, 18)
    train = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:3000], y[:3000]), batch_size=50, shuffle=True)
    held = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[3000:], y[3000:]), batch_size=100)
    model = nn.Sequential(nn.Linear(18, 96), nn.BatchNorm1d(96), nn.ReLU(), nn.Dropout(0.5), nn.Linear(96, 96), nn.BatchNorm1d(96), nn.ReLU(), nn.Dropout(0.5), nn.Linear(96, 6))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    best, patience, values = float("inf"), 0, []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(10):
            for features, wanted in monitor.watch(train):
                optimizer.zero_grad()
                loss = F.cross_entropy(model(features), wanted)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
                values.append(loss.item())
            value = validate(model, held)
            monitor.evaluate("validation", value)
            best, patience = (value, 0) if value < best else (best, patience + 1)
            if patience > 4:
                break
    print("CHECK", values[0], sum(values[-20:]) / 20, "val", value)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
