import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "NaN in some rows"
WHAT = "About one percent of the sensor rows have a missing reading that is NaN; the first such batch turns loss and weights into NaN."
EXPECT = ["non-finite-loss", "nan-origin", "non-finite-gradients", "failing-step", "input-scale"]
USES = ["probe", "monitor"]


class SensorRows(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        x = torch.randn(n, 14, generator=g)
        y = x[:, 0] * 1.5 - torch.abs(x[:, 1]) + 0.4 * x[:, 2] + 0.1 * torch.randn(n, generator=g)
        broken = torch.rand(n, generator=g) < 0.01
        x[broken, 5] = float("nan")
        self.x, self.y = x, y.unsqueeze(1)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class Regressor(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(14, 64), nn.SiLU(), nn.Linear(64, 64), nn.SiLU())
        self.head = nn.Linear(64, 1)

    def forward(self, x):
        return self.head(self.body(x))


def fit(model, loader, criterion, out, epochs=6):
    from dataaudit import TrainingMonitor

    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for _ in range(epochs):
            for x, y in monitor.watch(loader):
                loss = criterion(model(x), y)
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                optimizer.zero_grad()
                monitor.step(loss)
    return monitor.diagnose().findings


def main(out):
    import dataaudit

    torch.manual_seed(10)
    loader = DataLoader(SensorRows(1600, 0), batch_size=32, shuffle=True)
    validation = DataLoader(SensorRows(300, 1), batch_size=32)
    model, criterion = Regressor(), nn.MSELoss()
    probed = dataaudit.probe(model, loader, criterion=criterion, validation=validation)
    findings = list(probed.findings) + list(fit(model, loader, criterion, out))
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
