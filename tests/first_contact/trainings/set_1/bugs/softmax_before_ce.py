import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "CNN, softmax before CE"
WHAT = "A picture classifier ends in nn.Softmax(dim=1) and is trained with CrossEntropyLoss; the loss cannot get below 1.46 of 2.3."
EXPECT = ["double-softmax"]
USES = ["probe", "monitor"]


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 3, padding=1)
        self.conv2 = nn.Conv2d(6, 16, 3, padding=1)
        self.fc1 = nn.Linear(16 * 3 * 3, 64)
        self.fc2 = nn.Linear(64, 10)
        self.softmax = nn.Softmax(dim=1)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return self.softmax(self.fc2(x))


def glyphs(n, seed):
    proto = (torch.rand(10, 1, 12, 12, generator=torch.Generator().manual_seed(5)) > 0.5).float()
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 10, (n,), generator=g)
    x = proto[y] + 0.6 * torch.randn(n, 1, 12, 12, generator=g)
    return TensorDataset((x - 0.5) / 0.8, y)


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(0)
    train_loader = DataLoader(glyphs(1600, 0), batch_size=32, shuffle=True)
    test_loader = DataLoader(glyphs(320, 1), batch_size=32)
    model = LeNet()
    criterion = nn.CrossEntropyLoss()
    probed = dataaudit.probe(model, train_loader, criterion=criterion, validation=test_loader)

    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(4):
            for images, labels in monitor.watch(train_loader):
                optimizer.zero_grad()
                loss = criterion(model(images), labels)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    findings = list(probed.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
