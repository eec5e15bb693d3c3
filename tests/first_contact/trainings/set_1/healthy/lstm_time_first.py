import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.utils.data import DataLoader
import dataaudit
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "LSTM time-first"
WHAT = "A time-first LSTM (seq, batch, feat) forecasts noisy oscillations; gradients are clipped at 0.1 by design (Adam does not mind)."
EXPECT = []
USES = ["probe", "monitor"]


def time_first(samples):
    series = torch.stack(samples, dim=1)                 # (seq + 1, batch, feat)
    return series[:-1], series[1:, :, :1]                # predict the first feature one step ahead


def simulate(n, length=25):
    """Damped, driven oscillators: the first feature is the position, the second the drive."""
    drive = torch.randn(length + 1, n).cumsum(0) * 0.2
    freq = 0.3 + 0.5 * torch.rand(n)
    x, v = torch.randn(n), torch.randn(n)
    rows = []
    for t in range(length + 1):
        v = 0.97 * v - freq * x + 0.3 * drive[t]
        x = x + freq * v
        rows.append(torch.stack([x, drive[t]], -1))
    data = torch.stack(rows, 1)
    data = (data - data.mean((0, 1))) / data.std((0, 1))
    return data + 0.05 * torch.randn_like(data)


class Forecaster(nn.Module):
    def __init__(self, hidden=48):
        super().__init__()
        self.lstm = nn.LSTM(2, hidden)
        self.readout = nn.Linear(hidden, 1)

    def forward(self, x):
        y, _ = self.lstm(x)
        return self.readout(y)


def main(out):
    torch.manual_seed(13)
    data = simulate(2400)
    loader = DataLoader(list(data[:2000]), batch_size=40, shuffle=True, collate_fn=time_first)
    valid = DataLoader(list(data[2000:]), batch_size=40, collate_fn=time_first)
    model, criterion = Forecaster(), nn.MSELoss()
    result = dataaudit.probe(model, loader, criterion=criterion, validation=valid)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(7):
            model.train()
            for x, y in monitor.watch(loader):
                optimizer.zero_grad()
                loss = criterion(model(x), y)
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 0.1)
                optimizer.step()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                print(epoch, "valid", sum(criterion(model(x), y).item() for x, y in valid) / len(valid))
    return [{"name": f.name, "severity": str(f.severity), "message": f.message}
            for f in list(result.findings) + list(monitor.diagnose().findings)]
