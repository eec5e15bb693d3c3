import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "fine-tuning, head frozen too"
WHAT = "For fine-tuning, requires_grad=False is set on all parameters after the new head was put in, so backward() raises."
EXPECT = ["failing-step", "missing-gradients"]
USES = ["probe"]


class Block(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, padding=1)
        self.bn = nn.BatchNorm2d(cout)

    def forward(self, x):
        return torch.relu(self.bn(self.conv(x)))


class MiniResNet(nn.Module):
    def __init__(self, num_classes=100):
        super().__init__()
        self.stem = Block(1, 8)
        self.layer1 = Block(8, 16)
        self.layer2 = Block(16, 32)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(32, num_classes)

    def forward(self, x):
        x = self.stem(x)
        x = nn.functional.max_pool2d(self.layer1(x), 2)
        x = self.pool(self.layer2(x)).flatten(1)
        return self.fc(x)


def prepare(model, num_classes):
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    for param in model.parameters():
        param.requires_grad = False
    return model


def scans(n, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 2, (n,), generator=g)
    x = torch.randn(n, 1, 16, 16, generator=g)
    x[y == 1, :, 4:9, 4:9] += 1.5
    return TensorDataset(x, y)


def main(out):
    import dataaudit

    torch.manual_seed(0)
    model = prepare(MiniResNet(), num_classes=2)
    loaders = {
        "train": DataLoader(scans(320, 0), batch_size=16, shuffle=True),
        "val": DataLoader(scans(80, 1), batch_size=16),
    }
    result = dataaudit.probe(model, loaders["train"], criterion=nn.CrossEntropyLoss(), validation=loaders["val"])
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]
