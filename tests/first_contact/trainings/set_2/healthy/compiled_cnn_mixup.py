import numpy as np
import torch
import torch._dynamo
torch.set_num_threads(1)
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

KIND = "healthy"
STYLE = "compiled CNN, mixup"
WHAT = "torch.compile(backend='eager') on a BatchNorm CNN trained with mixup: the training loss stays above the validation loss"
EXPECT = []
USES = ["probe", "monitor"]


def shapes(n, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(0, 0.35, (n, 1, 12, 12)).astype("float32")
    y = rng.integers(0, 4, n)
    for i in range(n):
        r, c = rng.integers(1, 7, 2)
        if y[i] == 0: x[i, 0, r, c:c + 5] += 1.5
        if y[i] == 1: x[i, 0, r:r + 5, c] += 1.5
        if y[i] == 2: x[i, 0, range(r, r + 5), range(c, c + 5)] += 1.5
        if y[i] == 3: x[i, 0, r:r + 3, c:c + 3] += 1.2
    return TensorDataset(torch.from_numpy(x), torch.from_numpy(y))


def make_net():
    def block(i, o):
        return nn.Sequential(nn.Conv2d(i, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU())
    return nn.Sequential(block(1, 8), nn.MaxPool2d(2), block(8, 16), block(16, 32), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 4))


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    rng = np.random.default_rng(7)
    train = DataLoader(shapes(1536, 0), batch_size=32, shuffle=True, drop_last=True)
    val = DataLoader(shapes(256, 1), batch_size=128)
    net = make_net()
    result = dataaudit.probe(net, train, criterion=F.cross_entropy, validation=val)
    model = torch.compile(net, backend="eager")
    opt = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True, weight_decay=5e-4)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, 48 * 5)
    with TrainingMonitor(model, opt, out=out, probe=result) as monitor:
        for epoch in range(5):
            model.train()
            for x, y in monitor.watch(train):
                lam = float(rng.beta(0.4, 0.4))
                perm = torch.randperm(len(x))
                logits = model(lam * x + (1 - lam) * x[perm])
                loss = lam * F.cross_entropy(logits, y) + (1 - lam) * F.cross_entropy(logits, y[perm])
                opt.zero_grad(set_to_none=True)
                loss.backward()
                opt.step()
                sched.step()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                logits, labels = map(torch.cat, zip(*[(model(x), y) for x, y in val]))
            monitor.evaluate("validation", F.cross_entropy(logits, labels), accuracy=(logits.argmax(1) == labels).float().mean().item())
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
