import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

import dataaudit
from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "labels off by one row"
WHAT = "features were read with a header line, labels without: every row of the table has the label of the row after it"
EXPECT = ["misaligned-labels", "at-chance", "not-decreasing", "label-noise", "underfitting", "input-ignored"]
USES = ["probe", "monitor"]


def write_csv(n=1801):
    g = torch.Generator().manual_seed(20)
    centers = 1.5 * torch.randn(4, 12, generator=g)
    y = torch.randint(0, 4, (n,), generator=g)
    X = centers[y] + torch.randn(n, 12, generator=g)
    features = ["f" + ",f".join(str(i) for i in range(12))] + [",".join(f"{v:.4f}" for v in row) for row in X.tolist()]
    return features, [str(v) for v in y.tolist()]


def read_csv(features, labels):
    rows = features[1:]                      # skip the header
    labels = labels[1:]                      # ... which the labels do not have
    rows = rows[: len(labels)]
    X = torch.tensor([[float(v) for v in row.split(",")] for row in rows])
    return X, torch.tensor([int(v) for v in labels])


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.fc3 = nn.Linear(12, 64), nn.Linear(64, 32), nn.Linear(32, 4)

    def forward(self, x):
        return self.fc3(torch.relu(self.fc2(torch.relu(self.fc1(x)))))


def main(out):
    torch.manual_seed(0)
    X, y = read_csv(*write_csv())
    loader = DataLoader(TensorDataset(X, y), batch_size=40, shuffle=True)
    model, criterion = MLP(), nn.CrossEntropyLoss()
    result = dataaudit.probe(model, loader, criterion=criterion)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    with TrainingMonitor(model, optimizer, out=out, probe=result) as monitor:
        for epoch in range(6):
            for xb, yb in monitor.watch(loader):
                loss = criterion(model(xb), yb)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    findings = [*result.findings, *monitor.diagnose().findings]
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
