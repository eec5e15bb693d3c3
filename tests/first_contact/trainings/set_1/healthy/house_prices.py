import torch
torch.set_num_threads(1)
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
import dataaudit
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "regression raw units"
WHAT = "House prices in dollars: inputs standardised, the last layer knows mean and scale of the prices as buffers, the loss is an absolute error of tens of thousands."
EXPECT = []
USES = ["probe", "monitor"]


class PriceNet(nn.Module):
    """Predicts in dollars, works in standard units."""

    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)
        self.mlp = nn.Sequential(nn.Linear(6, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, x):
        return self.mean + self.std * self.mlp(x)


def load_houses(n=5000):
    area = 60 + 140 * torch.rand(n)
    rooms = (area / 28 + torch.randn(n)).clamp(1, 9).round()
    age = 80 * torch.rand(n)
    distance = 25 * torch.rand(n) ** 2
    garden = (torch.rand(n) < 0.4).float()
    quality = torch.randint(1, 6, (n,)).float()
    price = area * 2300 * (1.6 - 0.03 * distance) + 9000 * rooms - 700 * age + 25_000 * garden + 14_000 * quality
    price = price * torch.exp(0.08 * torch.randn(n))
    return torch.stack([area, rooms, age, distance, garden, quality], 1), price[:, None]


def main(out):
    torch.manual_seed(2020)
    x, y = load_houses()
    x = (x - x[:4000].mean(0)) / x[:4000].std(0)
    train, val = TensorDataset(x[:4000], y[:4000]), TensorDataset(x[4000:], y[4000:])
    train_loader, val_loader = DataLoader(train, batch_size=64, shuffle=True), DataLoader(val, batch_size=250)
    model = PriceNet(y[:4000].mean(), y[:4000].std())
    loss_fn = nn.L1Loss()
    result = dataaudit.probe(model, train_loader, criterion=loss_fn, validation=val_loader)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.8)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(8):
            for features, price in monitor.watch(train_loader):
                loss = loss_fn(model(features), price)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            scheduler.step()
            with torch.no_grad():
                mae = sum(loss_fn(model(a), b).item() for a, b in val_loader) / len(val_loader)
            print(f"epoch {epoch}: validation error ${mae:,.0f}")
    return [{"name": f.name, "severity": str(f.severity), "message": f.message}
            for f in list(result.findings) + list(monitor.diagnose().findings)]
