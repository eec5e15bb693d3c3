import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "(N,1) against (N,)"
WHAT = "A regression returns (N, 1), the targets are (N,): MSELoss broadcasts to (N, N) and the model learns only the mean."
EXPECT = ["target-shape"]
USES = ["probe"]


class EnergyModel(nn.Module):
    """Energy demand from weather and hour."""

    def __init__(self, n_in=5):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_in, 48), nn.Tanh(), nn.Linear(48, 48), nn.Tanh(), nn.Linear(48, 1))

    def forward(self, x):
        return self.net(x)


def load(n, seed):
    g = torch.Generator().manual_seed(seed)
    temperature = torch.randn(n, generator=g)
    hour = torch.rand(n, generator=g) * 24
    wind, sun = torch.randn(n, generator=g), torch.randn(n, generator=g)
    angle = hour / 24 * 6.2832
    x = torch.stack([temperature, torch.sin(angle), torch.cos(angle), wind, sun], dim=1)
    demand = temperature ** 2 * 0.5 - 0.8 * torch.cos(angle) - 0.3 * sun + 0.1 * torch.randn(n, generator=g)
    return x, (demand - 0.5) / 1.1


def main(out):
    import dataaudit

    torch.manual_seed(2)
    train_dataset = TensorDataset(*load(1600, 0))
    val_dataset = TensorDataset(*load(300, 1))
    model = EnergyModel()
    result = dataaudit.probe(
        model,
        DataLoader(train_dataset, batch_size=32, shuffle=True),
        criterion=nn.MSELoss(),
        validation=DataLoader(val_dataset, batch_size=50),
    )
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]
