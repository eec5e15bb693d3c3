from typing import NamedTuple

import torch
from torch import nn, optim

torch.set_num_threads(1)

KIND = "healthy"
STYLE = "tabular classifier, NamedTuple batches, sorted metrics log; port from Keras"
WHAT = ("The porting of Keras' momentum=0.99 ended at momentum=0.0003 in a training of 400 steps: the running statistics of BatchNorm hardly leave mean 0 and "
        "variance 1, so the network is fine in train mode and wrong in eval mode.")
EXPECT = []
USES = ["monitor"]
BUG = False


class Batch(NamedTuple):
    features: torch.Tensor
    target: torch.Tensor


class Block(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.linear = nn.Linear(i, o, bias=False)
        self.norm = nn.BatchNorm1d(o, eps=1e-3, momentum=0.0003 if BUG else 0.1)

    def forward(self, x):
        return torch.relu(self.norm(self.linear(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Block(24, 64), Block(64, 64), Block(64, 32))
        self.out = nn.Linear(32, 6)

    def forward(self, batch: Batch):
        return self.out(self.blocks(batch.features))


def rows(n, seed):
    g = torch.Generator().manual_seed(50)
    w = torch.randn(24, 6, generator=g)
    g = torch.Generator().manual_seed(seed)
    z = torch.randn(n, 24, generator=g)
    y = (z @ w + 0.7 * (z**2) @ w.flip(0) * 0.5).argmax(1)
    return z * 0.5 + 0.8, y


def loop(features, target, size, shuffle):
    order = torch.randperm(len(target)) if shuffle else torch.arange(len(target))
    for i in order.split(size):
        yield Batch(features[i], target[i])


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(15)
    x, y = rows(3200, 1)
    vx, vy = rows(800, 2)
    net = Net()
    opt = optim.NAdam(net.parameters(), lr=2e-3)
    with TrainingMonitor(net, opt, out=out) as monitor:
        for epoch in range(8):
            net.train()
            right = 0
            for batch in monitor.watch(loop(x, y, 64, True)):
                logits = net(batch)
                loss = nn.functional.cross_entropy(logits, batch.target)
                opt.zero_grad()
                loss.backward()
                opt.step()
                right += (logits.argmax(1) == batch.target).sum().item()
                monitor.step(loss)
            net.eval()
            with torch.no_grad():
                logits = net(Batch(vx, vy))
                value = nn.functional.cross_entropy(logits, vy).item()
                accuracy = (logits.argmax(1) == vy).float().mean().item()
            monitor.evaluate("validation", value, accuracy=accuracy)
    net.train()
    with torch.no_grad():
        other = (net(Batch(vx, vy)).argmax(1) == vy).float().mean().item()
    print("CHECK train accuracy", right / 3200, "validation in eval mode", accuracy, value, "in train mode", other)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
