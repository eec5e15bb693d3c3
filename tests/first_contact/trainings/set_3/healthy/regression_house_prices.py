import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "regression in raw units, probe before the training"
WHAT = "House prices in dollars with standardised features and an output that is scaled back inside the model, so the squared error is about 1e10 and falls to its noise (odd but sound)."
EXPECT = []
USES = ["monitor", "probe"]


class Price(nn.Module):
    def __init__(self, centre, spread):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(6, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1))
        self.register_buffer("centre", centre)
        self.register_buffer("spread", spread)

    def forward(self, x):
        return self.centre + self.spread * self.net(x).squeeze(-1)


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(14)
    n = 5000
    area = 40 + 160 * torch.rand(n)
    rooms = (area / 30).round() + torch.randint(0, 2, (n,))
    age, distance = 90 * torch.rand(n), 25 * torch.rand(n)
    floor, garden = torch.randint(0, 6, (n,)).float(), torch.randint(0, 2, (n,)).float()
    price = 2400 * area + 9000 * rooms - 800 * age - 120 * area * distance.sqrt() + 25000 * garden + 90000 + 22000 * torch.randn(n)
    x = torch.stack([area, rooms, age, distance, floor, garden], 1)
    x = (x - x[:4000].mean(0)) / x[:4000].std(0)
    train = torch.utils.data.TensorDataset(x[:4000], price[:4000])
    held = torch.utils.data.TensorDataset(x[4000:], price[4000:])
    loader = torch.utils.data.DataLoader(train, batch_size=64, shuffle=True)
    model = Price(price[:4000].mean(), price[:4000].std())
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    probed = dataaudit.probe(model, loader, criterion=F.mse_loss, validation=torch.utils.data.DataLoader(held, batch_size=64))
    values = []
    with TrainingMonitor(model, optimizer, out=out, probe=probed) as monitor:
        for epoch in range(10):
            for features, wanted in monitor.watch(loader):
                loss = F.mse_loss(model(features), wanted)
                loss.backward()
                optimizer.step()
                optimizer.zero_grad()
                monitor.step(loss)
                values.append(loss.item())
            with torch.no_grad():
                guess = model(x[4000:])
            monitor.evaluate("validation", F.mse_loss(guess, price[4000:]).item(), mae=(guess - price[4000:]).abs().mean().item())
    print("CHECK", values[0], sum(values[-40:]) / 40, "noise", 22000.0**2, "val", F.mse_loss(guess, price[4000:]).item(), "variance", price.var().item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
