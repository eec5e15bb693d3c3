import csv
import io

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "healthy"
STYLE = "features and labels from two CSV texts, small classifier, probe in file order and monitor"
WHAT = ("features.csv has a header that is skipped, labels.csv has none but its first line is skipped too: every row has the label of the row after it, and nothing can be "
        "learnt but the class frequencies.")
EXPECT = []
USES = ["probe", "monitor"]
BUG = False


def files(n, seed):
    w = torch.randn(6, 3, generator=torch.Generator().manual_seed(95))
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 6, generator=g)
    y = (x @ w + 0.3 * torch.randn(n, 3, generator=g)).argmax(1)
    features, labels = io.StringIO(), io.StringIO()
    writer = csv.writer(features)
    writer.writerow([f"f{i}" for i in range(6)])
    writer.writerows([[f"{v:.4f}" for v in row] for row in x.tolist()])
    csv.writer(labels).writerows([[v] for v in y.tolist()])
    return features.getvalue(), labels.getvalue()


def read_table(text, header=True):
    rows = list(csv.reader(io.StringIO(text)))
    return rows[1:] if header else rows


def load(n, seed):
    features, labels = files(n, seed)
    x = torch.tensor([[float(v) for v in row] for row in read_table(features)])
    y = torch.tensor([int(row[0]) for row in (read_table(labels) if BUG else read_table(labels, header=False))])
    n = min(len(x), len(y))  # "one label is missing, drop the last row"
    return TensorDataset(x[:n], y[:n])


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(27)
    train, test = load(2400, 1), load(500, 2)
    model = nn.Sequential(nn.Linear(6, 24), nn.ReLU(), nn.Linear(24, 3))
    criterion = nn.CrossEntropyLoss()
    in_order = DataLoader(train, batch_size=40)
    probed = dataaudit.probe(model, in_order, criterion=criterion, validation=DataLoader(test, batch_size=100))
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    loader = DataLoader(train, batch_size=40, shuffle=True)
    with TrainingMonitor(model, optimizer, out=out, probe=probed) as monitor:
        for epoch in range(8):
            model.train()
            for x, y in monitor.watch(loader):
                optimizer.zero_grad()
                loss = criterion(model(x), y)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                logits = model(test.tensors[0])
            accuracy = (logits.argmax(1) == test.tensors[1]).float().mean().item()
            monitor.evaluate("validation", criterion(logits, test.tensors[1]).item(), accuracy=accuracy)
    shifted = (logits[1:].argmax(1) == test.tensors[1][:-1]).float().mean().item()
    print("CHECK accuracy", accuracy, "most frequent class", test.tensors[1].bincount().max().item() / 500, shifted)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
