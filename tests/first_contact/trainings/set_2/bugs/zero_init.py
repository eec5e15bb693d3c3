import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

import dataaudit

torch.set_num_threads(1)

KIND = "bug"
STYLE = "zero initialisation"
WHAT = "an MLP classifier whose init_weights sets all weights and biases of all Linear layers to zero"
EXPECT = ["symmetric-initialisation", "odd-weights", "odd-activations", "single-batch-failed", "vanishing-gradients"]
USES = ["probe"]


def init_weights(m):
    if isinstance(m, nn.Linear):
        nn.init.zeros_(m.weight)
        nn.init.zeros_(m.bias)


class IrisNet(nn.Module):
    def __init__(self, n_in=4, n_hidden=32, n_out=3):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(n_in, n_hidden),
            nn.ReLU(),
            nn.Linear(n_hidden, n_hidden),
            nn.ReLU(),
            nn.Linear(n_hidden, n_out),
        )
        self.apply(init_weights)

    def forward(self, x):
        return self.layers(x)


def irises(n=600):
    g = torch.Generator().manual_seed(2)
    centers = torch.tensor([[-1.0, 1.2, -1.3, -1.2], [0.1, -0.7, 0.3, 0.2], [0.9, -0.1, 1.1, 1.2]])
    species = torch.randint(0, 3, (n,), generator=g)
    return TensorDataset(centers[species] + 0.4 * torch.randn(n, 4, generator=g), species)


def main(out):
    torch.manual_seed(0)
    loader = DataLoader(irises(), batch_size=20, shuffle=True)
    net = IrisNet()
    result = dataaudit.probe(net, loader, criterion=nn.CrossEntropyLoss())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]
