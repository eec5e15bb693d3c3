import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "constant initialisation"
WHAT = "An init function applied 'for reproducibility' sets all weights to 0.01 and all biases to 0; the units of each layer stay equal."
EXPECT = ["symmetric-initialisation"]
USES = ["probe"]


def init_weights(m):
    if isinstance(m, nn.Linear):
        nn.init.constant_(m.weight, 0.01)
        nn.init.zeros_(m.bias)


class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        layers = []
        for a, b in zip(sizes[:-2], sizes[1:-1]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        layers.append(nn.Linear(sizes[-2], sizes[-1]))
        self.net = nn.Sequential(*layers)
        self.apply(init_weights)

    def forward(self, x):
        return self.net(x)


def spirals(n, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 3, (n,), generator=g)
    r = torch.rand(n, generator=g) * 0.9 + 0.1
    a = r * 5 + y * 2.094 + 0.1 * torch.randn(n, generator=g)
    return TensorDataset(torch.stack([r * torch.cos(a), r * torch.sin(a), r], 1) * 2, y)


def main(out):
    import dataaudit

    torch.manual_seed(0)
    train_loader = DataLoader(spirals(1500, 0), batch_size=50, shuffle=True)
    test_loader = DataLoader(spirals(300, 1), batch_size=50)
    model = MLP([3, 64, 64, 3])
    criterion = nn.CrossEntropyLoss()
    result = dataaudit.probe(model, train_loader, criterion=criterion, validation=test_loader)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]
