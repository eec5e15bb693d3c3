import math
import torch
torch.set_num_threads(1)
from torch import nn
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "online, one row"
WHAT = "Online learning of an electricity load, one hour at a time, predict then update; the loss of single rows jumps about and drifts, its average falls."
EXPECT = []
USES = ["monitor"]


class LoadForecaster(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = nn.Sequential(nn.Linear(6, 24), nn.Tanh(), nn.Linear(24, 1))

    def forward(self, x):
        return self.model(x)


def stream(hours):
    g = torch.Generator().manual_seed(1)
    temperature, previous = 0.0, 0.0
    for hour in range(hours):
        temperature = 0.95 * temperature + 0.3 * torch.randn(1, generator=g).item()
        day = 2 * math.pi * hour / 24
        weekend = float(hour // 24 % 7 >= 5)
        features = torch.tensor([[math.sin(day), math.cos(day), math.sin(2 * day), weekend, temperature, previous]])
        load = 0.8 * math.sin(day - 1) + 0.3 * math.sin(2 * day) - 0.5 * weekend + 0.4 * abs(temperature) - 0.3
        load += 0.1 * torch.randn(1, generator=g).item()
        yield features, torch.tensor([[load]])
        previous = load


def main(out):
    torch.manual_seed(1)
    forecaster = LoadForecaster()
    optimizer = torch.optim.SGD(forecaster.parameters(), lr=0.03)
    criterion = nn.MSELoss()
    errors = []
    with TrainingMonitor(forecaster, optimizer, out=out) as monitor:
        for features, load in stream(600):
            loss = criterion(forecaster(features), load)       # prequential: the error before learning from it
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss)
            errors.append(loss.item())
    print("mean squared error by hundred hours", [round(sum(errors[i:i + 100]) / 100, 4) for i in range(0, 600, 100)])
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
