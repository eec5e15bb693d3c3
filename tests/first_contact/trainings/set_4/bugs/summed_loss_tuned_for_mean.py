import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "small CNN on synthetic pictures, SGD with momentum, probe and monitor, argparse-like namespace"
WHAT = ("CrossEntropyLoss(reduction='sum') with a learning rate meant for the mean: gradients are 64 times too large, the first steps blow the "
        "network up and it stays at or above guessing.")
EXPECT = ["loss-reduction", "exploding-gradients", "diverging", "update-ratio"]
USES = ["probe", "monitor"]
BUG = True


class Args:
    lr = 0.05
    momentum = 0.9
    batch_size = 64
    epochs = 6


def pictures(n, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(4, (n,), generator=g)
    x = 0.7 * torch.randn(n, 1, 12, 12, generator=g)
    shift = torch.randint(0, 6, (n,), generator=g)
    for i in range(n):
        s = int(shift[i])
        if y[i] == 0:
            x[i, 0, s + 2 : s + 4, 2:10] += 1.5
        elif y[i] == 1:
            x[i, 0, 2:10, s + 2 : s + 4] += 1.5
        elif y[i] == 2:
            x[i, 0, s : s + 5, s : s + 5] += 1.2
        else:
            x[i, 0] += 1.5 * torch.roll(torch.eye(12), s, 0)
    return TensorDataset(x, y)


def build():
    return nn.Sequential(nn.Conv2d(1, 12, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(12, 24, 3, padding=1), nn.ReLU(),
                         nn.AdaptiveMaxPool2d(2), nn.Flatten(), nn.Linear(96, 4))


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    args = Args()
    torch.manual_seed(14)
    model = build()
    criterion = nn.CrossEntropyLoss(reduction="sum" if BUG else "mean")
    loader = DataLoader(pictures(2000, 1), args.batch_size, shuffle=True)
    held_out = DataLoader(pictures(400, 2), 100)
    probed = dataaudit.probe(model, loader, criterion=criterion)
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr, momentum=args.momentum)
    with TrainingMonitor(model, optimizer, out=out, probe=probed) as monitor:
        for epoch in range(args.epochs):
            model.train()
            for x, y in monitor.watch(loader):
                loss = criterion(model(x), y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            model.eval()
            total = hits = 0
            with torch.no_grad():
                for x, y in held_out:
                    logits = model(x)
                    total += nn.functional.cross_entropy(logits, y, reduction="sum").item()
                    hits += (logits.argmax(1) == y).sum().item()
            monitor.evaluate("validation", total / 400, accuracy=hits / 400)
            print("epoch", epoch, total / 400, hits / 400)
    print("CHECK accuracy", hits / 400)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
