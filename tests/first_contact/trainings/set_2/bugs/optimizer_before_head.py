import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "optimizer before the head"
WHAT = "feature extraction with a frozen backbone: the optimizer is built, then model.fc is replaced by a new head, which no optimizer holds"
EXPECT = ["unchanged-parameters", "not-decreasing", "at-chance", "underfitting", "missing-zero-grad"]
USES = ["monitor"]


class Backbone(nn.Module):
    def __init__(self, num_classes=100):
        super().__init__()
        self.layer1 = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2))
        self.layer2 = nn.Sequential(nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveAvgPool2d(2))
        self.fc = nn.Linear(128, num_classes)

    def forward(self, x):
        return self.fc(self.layer2(self.layer1(x)).flatten(1))


def flowers(n=1200, classes=5):
    g = torch.Generator().manual_seed(3)
    base = torch.randn(classes, 3, 12, 12, generator=g)
    labels = torch.randint(classes, (n,), generator=g)
    images = base[labels] + torch.randn(n, 3, 12, 12, generator=g) * 0.7
    return TensorDataset(images, labels)


def train_model(model, dataloader, criterion, optimizer, out, num_epochs=8):
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(num_epochs):
            model.train()
            correct = 0
            for inputs, labels in monitor.watch(dataloader):
                optimizer.zero_grad()
                outputs = model(inputs)
                loss = criterion(outputs, labels)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
                correct += (outputs.argmax(1) == labels).sum().item()
            print(f"Epoch {epoch} acc {correct / len(dataloader.dataset):.3f}")
    return monitor


def main(out):
    torch.manual_seed(0)
    model = Backbone()
    for name, param in model.named_parameters():
        param.requires_grad = name.startswith("fc")
    optimizer = torch.optim.Adam(filter(lambda p: p.requires_grad, model.parameters()), lr=3e-3)
    model.fc = nn.Linear(128, 5)  # our five flowers
    loader = DataLoader(flowers(), batch_size=32, shuffle=True)
    monitor = train_model(model, loader, nn.CrossEntropyLoss(), optimizer, out)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
