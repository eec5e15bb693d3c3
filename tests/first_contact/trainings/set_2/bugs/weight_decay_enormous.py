import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

import dataaudit
from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "weight decay enormous"
WHAT = "Adam(lr=1e-3, weight_decay=5) for an MLP on tabular classes: L2 drives all weights to zero and the outputs are constant"
EXPECT = ["underfitting", "at-chance", "not-decreasing", "plateau", "input-ignored", "vanishing-gradients"]
USES = ["probe", "monitor"]


class Net(nn.Module):
    def __init__(self, d_in=20, d_out=5):
        super().__init__()
        self.l1 = nn.Linear(d_in, 80)
        self.l2 = nn.Linear(80, 80)
        self.l3 = nn.Linear(80, d_out)

    def forward(self, x):
        x = torch.tanh(self.l1(x))
        x = torch.tanh(self.l2(x))
        return self.l3(x)


def data(n=2000):
    g = torch.Generator().manual_seed(23)
    means = torch.randn(5, 20, generator=g)
    y = torch.randint(0, 5, (n,), generator=g)
    return TensorDataset(means[y] + torch.randn(n, 20, generator=g), y)


def main(out):
    torch.manual_seed(0)
    loader = DataLoader(data(), batch_size=50, shuffle=True)
    net = Net()
    criterion = nn.CrossEntropyLoss()
    result = dataaudit.probe(net, loader, criterion=criterion)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3, weight_decay=5)
    with TrainingMonitor(net, optimizer, out=out, probe=result) as monitor:
        for epoch in range(10):
            total = 0.0
            for x, y in monitor.watch(loader):
                optimizer.zero_grad()
                loss = criterion(net(x), y)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
                total += loss.item()
            print(epoch, total / len(loader))
    findings = [*result.findings, *monitor.diagnose().findings]
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
