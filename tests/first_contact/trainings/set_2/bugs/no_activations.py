import math

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

import dataaudit

torch.set_num_threads(1)

KIND = "bug"
STYLE = "no activations"
WHAT = "a regression of y = sin(3a) * b with four Linear layers and no activation between them: the model is linear"
EXPECT = ["linear-stack", "underfitting", "single-batch-failed"]
USES = ["probe"]


class Surrogate(nn.Module):
    """Replaces the expensive simulation."""

    def __init__(self):
        super().__init__()
        self.layer1 = nn.Linear(2, 64)
        self.layer2 = nn.Linear(64, 64)
        self.layer3 = nn.Linear(64, 64)
        self.output = nn.Linear(64, 1)

    def forward(self, x):
        x = self.layer1(x)
        x = self.layer2(x)
        x = self.layer3(x)
        return self.output(x)


def simulation(n=1500):
    g = torch.Generator().manual_seed(77)
    ab = torch.rand(n, 2, generator=g) * 2 * math.sqrt(3) - math.sqrt(3)
    y = torch.sin(3 * ab[:, :1]) * ab[:, 1:]
    return TensorDataset(ab, y / y.std())


def main(out):
    torch.manual_seed(0)
    loader = DataLoader(simulation(), batch_size=50, shuffle=True)
    result = dataaudit.probe(Surrogate(), loader, criterion=nn.MSELoss())
    for f in result.findings:
        print(f.name, f.message)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]
