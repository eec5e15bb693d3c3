import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

import dataaudit

torch.set_num_threads(1)

KIND = "bug"
STYLE = "deep sigmoid network"
WHAT = "ten Linear layers with a sigmoid after each (classifier on two spirals), default initialisation, no normalisation"
EXPECT = ["vanishing-gradients", "initial-variance", "single-batch-failed", "saturated-units"]
USES = ["probe"]


class DeepSigmoid(nn.Sequential):
    def __init__(self, depth=10, width=40):
        layers = [nn.Linear(2, width), nn.Sigmoid()]
        for _ in range(depth - 2):
            layers += [nn.Linear(width, width), nn.Sigmoid()]
        super().__init__(*layers, nn.Linear(width, 2))


def spirals(n=1200):
    g = torch.Generator().manual_seed(0)
    label = torch.randint(0, 2, (n,), generator=g)
    r = torch.rand(n, generator=g) * 2
    angle = 3 * r + 3.14159 * label
    xy = torch.stack([r * angle.cos(), r * angle.sin()], 1)
    return TensorDataset(xy + 0.05 * torch.randn(n, 2, generator=g), label)


def main(out):
    torch.manual_seed(0)
    loader = DataLoader(spirals(), batch_size=60, shuffle=True)
    result = dataaudit.probe(DeepSigmoid(), loader, criterion=nn.CrossEntropyLoss())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]
