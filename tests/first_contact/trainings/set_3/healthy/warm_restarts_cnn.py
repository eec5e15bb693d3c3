import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "CNN, SGD with warm restarts, probe before"
WHAT = "A small CNN on made-up shapes with cosine warm restarts: at each restart the rate jumps up and the loss rises for a while before it falls lower (odd but sound)."
EXPECT = []
USES = ["monitor", "probe"]


def pictures(n, gen):
    image = torch.zeros(n, 1, 14, 14)
    label = torch.randint(0, 5, (n,), generator=gen)
    for i in range(n):
        r, c = torch.randint(1, 7, (2,), generator=gen).tolist()
        k = label[i].item()
        patch = image[i, 0, r : r + 6, c : c + 6]
        if k == 0:
            patch[2:4] = 1
        elif k == 1:
            patch[:, 2:4] = 1
        elif k == 2:
            patch[2:4] = 1
            patch[:, 2:4] = 1
        elif k == 3:
            patch[0] = patch[-1] = 1
            patch[:, 0] = patch[:, -1] = 1
        else:
            patch.fill_diagonal_(1)
    return image + 0.45 * torch.randn(n, 1, 14, 14, generator=gen), label


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(81)
    gen = torch.Generator().manual_seed(81)
    x, y = pictures(3000, gen)
    hx, hy = pictures(500, gen)
    model = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(128, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=60, shuffle=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=100, eta_min=1e-4)
    probed = dataaudit.probe(model, loader, criterion=F.cross_entropy)
    values, held = [], []
    with TrainingMonitor(model, optimizer, out=out, probe=probed) as monitor:
        for epoch in range(8):
            model.train()
            for features, wanted in monitor.watch(loader):
                loss = F.cross_entropy(model(features), wanted)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                schedule.step()
                monitor.step(loss)
                values.append(loss.item())
            model.eval()
            with torch.no_grad():
                logits = model(hx)
            held.append(round(F.cross_entropy(logits, hy).item(), 4))
            monitor.evaluate("validation", held[-1], accuracy=(logits.argmax(1) == hy).float().mean().item())
    chunk = [round(sum(values[i : i + 25]) / 25, 4) for i in range(0, len(values), 25)]
    print("CHECK", chunk, "val", held)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
