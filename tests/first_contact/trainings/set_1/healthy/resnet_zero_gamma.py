import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
import dataaudit
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "ResNet zero-init BN"
WHAT = "A small ResNet whose last BatchNorm of each block starts at zero, with label smoothing and warm restarts (the rate jumps up every third of the run)."
EXPECT = []
USES = ["probe", "monitor"]


class BasicBlock(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or cin != cout:
            self.downsample = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return self.relu(out + identity)


class ResNet(nn.Module):
    def __init__(self, classes, zero_init_residual=True):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 8, 3, 1, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(inplace=True))
        self.layers = nn.Sequential(BasicBlock(8, 8), BasicBlock(8, 16, 2), BasicBlock(16, 32, 2))
        self.fc = nn.Linear(32, classes)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
            if zero_init_residual and isinstance(m, BasicBlock):
                nn.init.zeros_(m.bn2.weight)

    def forward(self, x):
        return self.fc(self.layers(self.stem(x)).mean((2, 3)))


def glyphs(n):
    """Five fixed glyphs, slightly shifted, noisy."""
    base = (torch.rand(5, 1, 8, 8) < 0.4).float()
    y = torch.randint(0, 5, (n,))
    canvas = torch.zeros(n, 1, 10, 10)
    for i in range(n):
        a, b = torch.randint(0, 3, (2,)).tolist()
        canvas[i, :, a:a + 8, b:b + 8] = base[y[i]]
    x = canvas + 0.35 * torch.randn(n, 1, 10, 10)
    return (x - x.mean()) / x.std(), y


def main(out):
    torch.manual_seed(0)
    x, y = glyphs(2000)
    loader = DataLoader(TensorDataset(x[:1600], y[:1600]), batch_size=32, shuffle=True, drop_last=True)
    val = DataLoader(TensorDataset(x[1600:], y[1600:]), batch_size=100)
    model, criterion = ResNet(5), nn.CrossEntropyLoss(label_smoothing=0.1)
    result = dataaudit.probe(model, loader, criterion=criterion, validation=val)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-4, nesterov=True)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=100)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(6):
            model.train()
            for images, target in monitor.watch(loader):
                loss = criterion(model(images), target)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                scheduler.step()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                print(epoch, "acc", (model(x[1600:]).argmax(1) == y[1600:]).float().mean().item())
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
