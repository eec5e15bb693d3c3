import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "learning rate too high"
WHAT = "a small CNN on 16x16 pictures of 8 classes, SGD with momentum 0.9 and a learning rate of 1.5"
EXPECT = ["learning-rate", "update-ratio", "at-chance", "diverging", "not-decreasing", "exploding-gradients", "optimiser-spike", "loss-spike"]
USES = ["monitor"]


class Net(nn.Module):
    def __init__(self, num_classes=8):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.fc1 = nn.Linear(32 * 4 * 4, 64)
        self.fc2 = nn.Linear(64, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        return self.fc2(F.relu(self.fc1(x)))


def make_data(n=2000):
    g = torch.Generator().manual_seed(0)
    templates = torch.randn(8, 1, 16, 16, generator=g)
    y = torch.randint(0, 8, (n,), generator=g)
    x = templates[y] + 1.2 * torch.randn(n, 1, 16, 16, generator=g)
    return TensorDataset(x, y)


def main(out):
    torch.manual_seed(0)
    loader = DataLoader(make_data(), batch_size=64, shuffle=True)
    net = Net()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=1.5, momentum=0.9)
    with TrainingMonitor(net, optimizer, out=out) as monitor:
        for epoch in range(4):
            running_loss = 0.0
            for i, (inputs, labels) in enumerate(monitor.watch(loader)):
                optimizer.zero_grad()
                loss = criterion(net(inputs), labels)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
                running_loss += loss.item()
            print(f"epoch {epoch + 1} loss {running_loss / len(loader):.3f}")
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
