import math

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)

KIND = "bug"
STYLE = "regression, SGD rate too high"
WHAT = "A small MLP fits a smooth function of eight inputs by SGD with momentum at a rate of 5 (meant was 0.005)."
EXPECT = ["diverging", "non-finite-loss", "learning-rate", "exploding-gradients", "update-ratio", "non-finite-gradients", "nan-origin"]
USES = ["monitor"]

LR = 5
MOMENTUM = 0.9
STEPS = 300


def f(x):
    return torch.sin(x[:, :1] * math.pi) + x[:, 1:2] * x[:, 2:3] + 0.5 * x[:, 3:4]


def batches(batch, steps, seed):
    g = torch.Generator().manual_seed(seed)
    for _ in range(steps):
        x = torch.rand(batch, 8, generator=g) * 2 - 1
        yield x, f(x) + 0.05 * torch.randn(batch, 1, generator=g)


def build():
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Linear(8, 64), nn.ReLU(),
        nn.Linear(64, 64), nn.ReLU(),
        nn.Linear(64, 1),
    )


def main(out):
    from dataaudit import TrainingMonitor

    net = build()
    opt = torch.optim.SGD(net.parameters(), lr=LR, momentum=MOMENTUM)
    with TrainingMonitor(net, opt, out=out) as monitor:
        for x, y in batches(64, STEPS, seed=1):
            pred = net(x)
            loss = F.mse_loss(pred, y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            monitor.step(loss)
    findings = monitor.diagnose().findings
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
