from typing import NamedTuple
import torch
torch.set_num_threads(1)
from torch import nn
from torch.utils.data import DataLoader, Dataset
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "Poisson, named tuples"
WHAT = "Claim counts with exposure: Poisson log likelihood (without its constant, so below zero) on named-tuple batches with nested features."
EXPECT = []
USES = ["monitor"]


class Policy(NamedTuple):
    features: dict
    exposure: torch.Tensor
    claims: torch.Tensor


class Portfolio(Dataset):
    def __init__(self, n, seed=12):
        g = torch.Generator().manual_seed(seed)
        self.x = torch.randn(n, 5, generator=g)
        self.region = torch.randint(0, 8, (n,), generator=g)
        self.exposure = 0.2 + 1.8 * torch.rand(n, generator=g)
        effect = 0.5 * torch.randn(8, generator=g)
        rate = torch.exp(1.1 + 0.5 * self.x[:, 0] - 0.4 * self.x[:, 1] + 0.3 * torch.sin(2 * self.x[:, 2]) + effect[self.region])
        self.claims = torch.poisson(rate * self.exposure, generator=g)

    def __len__(self):
        return len(self.claims)

    def __getitem__(self, i):
        return Policy({"numeric": self.x[i], "region": self.region[i]}, self.exposure[i], self.claims[i])


class FrequencyModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.region = nn.Embedding(8, 4)
        self.net = nn.Sequential(nn.Linear(9, 32), nn.Tanh(), nn.Linear(32, 1))

    def forward(self, features, exposure):
        h = torch.cat([features["numeric"], self.region(features["region"])], -1)
        return self.net(h).squeeze(-1) + exposure.log()      # log of the expected count


def main(out):
    torch.manual_seed(12)
    loader = DataLoader(Portfolio(6400), batch_size=64, shuffle=True)
    model = FrequencyModel()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    loss_fn = nn.PoissonNLLLoss(log_input=True, full=False)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(5):
            total = 0.0
            for batch in monitor.watch(loader):
                loss = loss_fn(model(batch.features, batch.exposure), batch.claims)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
                total += loss.item()
            print("epoch", epoch, "nll", round(total / len(loader), 4))
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
