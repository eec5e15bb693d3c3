import torch
from torch import nn, optim
from torch.utils.data import DataLoader, Dataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "CNN, rate too low"
WHAT = "A small CNN on 12x12 pictures of bars is trained by Adam at 1e-7, so that nothing moves in the whole run."
EXPECT = ["learning-rate", "update-ratio", "not-decreasing", "at-chance", "unchanged-parameters", "underfitting"]
USES = ["monitor"]


class Bars(Dataset):
    """Horizontal, vertical or diagonal bar on noise."""

    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.y = torch.randint(0, 3, (n,), generator=g)
        self.x = 0.3 * torch.randn(n, 1, 12, 12, generator=g)
        pos = torch.randint(1, 11, (n,), generator=g)
        for i in range(n):
            p = int(pos[i])
            if self.y[i] == 0:
                self.x[i, 0, p, :] += 1
            elif self.y[i] == 1:
                self.x[i, 0, :, p] += 1
            else:
                self.x[i, 0] += torch.eye(12)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class SmallCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.classifier = nn.Linear(16 * 9, 3)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


def train(model, loader, optimizer, criterion, monitor, epochs):
    for epoch in range(epochs):
        running = 0.0
        for images, labels in monitor.watch(loader):
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            running += loss.item()
            monitor.step(loss)


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(7)
    loader = DataLoader(Bars(1600, 7), batch_size=32, shuffle=True)
    model = SmallCNN()
    optimizer = optim.Adam(model.parameters(), lr=1e-7)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        train(model, loader, optimizer, nn.CrossEntropyLoss(), monitor, epochs=6)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
