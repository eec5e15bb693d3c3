import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "CNN classifier, plain loop, probe before"
WHAT = "The network ends in nn.Softmax and is trained with nn.CrossEntropyLoss, which applies its own."
EXPECT = ["double-softmax", "underfitting", "single-batch-failed", "plateau"]
USES = ["monitor", "probe"]
BUG = True


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(23)
    templates = torch.randn(8, 1, 10, 10)
    y = torch.randint(0, 8, (2400,))
    x = templates[y] + 0.9 * torch.randn(2400, 1, 10, 10)
    layers = [nn.Conv2d(1, 12, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(12, 24, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(24 * 25, 8)]
    if BUG:
        layers.append(nn.Softmax(dim=1))
    model = nn.Sequential(*layers)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:2000], y[:2000]), batch_size=40, shuffle=True)
    criterion = nn.CrossEntropyLoss()
    probed = dataaudit.probe(model, loader, criterion=criterion)
    values = []
    with TrainingMonitor(model, optimizer, out=out, probe=probed) as monitor:
        for epoch in range(6):
            for image, label in monitor.watch(loader):
                optimizer.zero_grad()
                loss = criterion(model(image), label)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
                values.append(loss.item())
            with torch.no_grad():
                monitor.evaluate("validation", criterion(model(x[2000:]), y[2000:]).item())
    print("CHECK", values[0], sum(values[-20:]) / 20)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
