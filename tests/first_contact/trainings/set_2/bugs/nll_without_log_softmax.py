import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

import dataaudit
from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "log-softmax missing"
WHAT = "F.nll_loss on raw logits of a CNN (the log_softmax of the example was deleted): the loss is unbounded and runs to minus infinity"
EXPECT = ["odd-initial-loss", "diverging", "exploding-gradients"]
USES = ["probe", "monitor"]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, 1)
        self.conv2 = nn.Conv2d(8, 16, 3, 1)
        self.dropout1 = nn.Dropout(0.1)
        self.fc1 = nn.Linear(16 * 4 * 4, 48)
        self.fc2 = nn.Linear(48, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        x = F.max_pool2d(x, 2)
        x = torch.flatten(self.dropout1(x), 1)
        return self.fc2(F.relu(self.fc1(x)))


def digits(n=1280):
    g = torch.Generator().manual_seed(0)
    shapes = torch.randn(10, 1, 12, 12, generator=g)
    target = torch.randint(0, 10, (n,), generator=g)
    return TensorDataset(shapes[target] + 0.8 * torch.randn(n, 1, 12, 12, generator=g), target)


def main(out):
    torch.manual_seed(1)
    train_loader = DataLoader(digits(), batch_size=32, shuffle=True)
    model = Net()
    result = dataaudit.probe(model, train_loader, criterion=F.nll_loss)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    with TrainingMonitor(model, optimizer, out=out, probe=result) as monitor:
        for epoch in range(4):
            model.train()
            for data, target in monitor.watch(train_loader):
                optimizer.zero_grad()
                output = model(data)
                loss = F.nll_loss(output, target)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    findings = list(monitor.diagnose().findings) + list(result.findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
