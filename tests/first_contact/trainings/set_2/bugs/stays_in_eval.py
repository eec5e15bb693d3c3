import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "training goes on in eval mode"
WHAT = "a CNN with BatchNorm and dropout: model.train() is called once before the epochs, validate() calls model.eval(), so all later epochs train in eval mode"
EXPECT = ["eval-mode-mismatch", "overfitting", "evaluated-in-train-mode"]
USES = ["monitor"]


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 24, 3, padding=1)
        self.bn2 = nn.BatchNorm2d(24)
        self.drop = nn.Dropout(0.6)
        self.fc = nn.Linear(24 * 9, 4)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 2)
        x = F.max_pool2d(F.relu(self.bn2(self.conv2(x))), 2)
        return self.fc(self.drop(x.flatten(1)))


def validate(model, loader):
    model.eval()
    loss = hits = n = 0
    with torch.no_grad():
        for images, targets in loader:
            output = model(images)
            loss += F.cross_entropy(output, targets, reduction="sum").item()
            hits += (output.argmax(1) == targets).sum().item()
            n += len(targets)
    return loss / n, hits / n


def main(out):
    torch.manual_seed(0)
    proto = torch.randn(4, 1, 12, 12)
    y = torch.randint(0, 4, (700,))
    x = proto[y] * 0.45 + 1.5 * torch.randn(700, 1, 12, 12)
    train_loader = DataLoader(TensorDataset(x[:240], y[:240]), batch_size=20, shuffle=True)
    val_loader = DataLoader(TensorDataset(x[240:], y[240:]), batch_size=100)

    model = ConvNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    model.train()
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(30):
            for images, targets in monitor.watch(train_loader):
                optimizer.zero_grad()
                loss = F.cross_entropy(model(images), targets)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            val_loss, val_acc = validate(model, val_loader)
            monitor.evaluate("validation", val_loss, accuracy=val_acc)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
