import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "CNN with BatchNorm, ported from another framework"
WHAT = "BatchNorm momentum of 0.0003 (a decay of 0.9997 taken over from a training of a million steps): the running statistics stay near 0 and 1 although activations have other scales, so that eval mode is far off."
EXPECT = ["eval-mode-mismatch", "scale-mismatch"]
USES = ["monitor"]
BUG = True


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(143)
    m = 3e-4 if BUG else 0.1
    templates = torch.rand(5, 3, 10, 10)
    y = torch.randint(0, 5, (2400,))
    x = 6 * (templates[y] + 0.35 * torch.randn(2400, 3, 10, 10))
    model = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16, momentum=m), nn.ReLU(), nn.MaxPool2d(2),
                          nn.Conv2d(16, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32, momentum=m), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(128, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:2000], y[:2000]), batch_size=40, shuffle=True)
    values, evaluations = [], []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(7):
            model.train()
            for image, label in monitor.watch(loader):
                loss = F.cross_entropy(model(image), label)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
                values.append(loss.item())
            model.eval()
            with torch.no_grad():
                logits = model(x[2000:])
            evaluations.append(round(F.cross_entropy(logits, y[2000:]).item(), 3))
            monitor.evaluate("validation", evaluations[-1], accuracy=(logits.argmax(1) == y[2000:]).float().mean().item())
    print("CHECK", values[0], sum(values[-20:]) / 20, "val", evaluations)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
