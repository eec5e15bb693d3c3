import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "tabular classifier from two CSV files, probe before"
WHAT = "The header is skipped twice in the file of the labels, so that every row has the label of the next row."
EXPECT = ["misaligned-labels", "at-chance", "not-decreasing", "input-ignored"]
USES = ["monitor", "probe"]
BUG = True


def read(text, skip):
    return [line.split(",") for line in text.splitlines()[skip:]]


def main(out):
    import random

    import dataaudit
    from dataaudit import TrainingMonitor

    rng = random.Random(83)
    rows, answers = [], []
    for _ in range(2401):
        row = [rng.gauss(0, 1) for _ in range(8)]
        rows.append(",".join(f"{v:.4f}" for v in row))
        answers.append(str(int(row[0] + row[1] * row[2] > 0) + int(row[3] > 1)))
    features_csv = "a,b,c,d,e,f,g,h\n" + "\n".join(rows)
    labels_csv = "class\n" + "\n".join(answers)
    x = torch.tensor([[float(v) for v in row] for row in read(features_csv, 1)])
    y = torch.tensor([int(row[0]) for row in read(labels_csv, 2 if BUG else 1)])
    n = min(len(x), len(y))
    x, y = x[:n], y[:n]
    torch.manual_seed(83)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:2000], y[:2000]), batch_size=50, shuffle=True)
    held = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[2000:], y[2000:]), batch_size=50)
    model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    probed = dataaudit.probe(model, loader, criterion=F.cross_entropy, validation=held)
    values = []
    with TrainingMonitor(model, optimizer, out=out, probe=probed) as monitor:
        for epoch in range(8):
            for features, wanted in monitor.watch(loader):
                loss = F.cross_entropy(model(features), wanted)
                loss.backward()
                optimizer.step()
                optimizer.zero_grad()
                monitor.step(loss)
                values.append(loss.item())
            with torch.no_grad():
                value = F.cross_entropy(model(x[2000:]), y[2000:]).item()
            monitor.evaluate("validation", value)
    print("CHECK", values[0], sum(values[-40:]) / 40, "val", value)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
