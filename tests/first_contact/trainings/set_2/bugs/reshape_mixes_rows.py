import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

import dataaudit
from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "reshape mixes rows"
WHAT = "a GRU that wants (time, batch, features): the batch is brought there by x.view(T, B, C) instead of x.permute(1, 0, 2), which mixes the rows"
EXPECT = ["batch-leak", "at-chance", "underfitting"]
USES = ["probe", "monitor"]


class EcgGRU(nn.Module):
    def __init__(self, channels=3, hidden=40, classes=3):
        super().__init__()
        self.gru = nn.GRU(channels, hidden)
        self.classifier = nn.Linear(hidden, classes)

    def forward(self, x):
        batch, time, channels = x.shape
        x = x.contiguous().view(time, batch, channels)
        _, h = self.gru(x)
        return self.classifier(h[-1])


def heartbeats(n=1200, time=16):
    g = torch.Generator().manual_seed(26)
    y = torch.randint(0, 3, (n,), generator=g)
    t = torch.arange(time).float()
    speed = torch.tensor([0.5, 0.9, 1.4])[y][:, None]
    beat = torch.sin(speed * t + 6.28 * torch.rand(n, 1, generator=g))
    x = torch.stack([beat, beat.roll(1, 1), beat.roll(2, 1)], 2) + 0.3 * torch.randn(n, time, 3, generator=g)
    return TensorDataset(x, y)


def main(out):
    torch.manual_seed(0)
    loader = DataLoader(heartbeats(), batch_size=40, shuffle=True, drop_last=True)
    model = EcgGRU()
    criterion = nn.CrossEntropyLoss()
    result = dataaudit.probe(model, loader, criterion=criterion)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    with TrainingMonitor(model, optimizer, out=out, probe=result) as monitor:
        for epoch in range(4):
            for x, y in monitor.watch(loader):
                optimizer.zero_grad()
                loss = criterion(model(x), y)
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 5.0)
                optimizer.step()
                monitor.step(loss)
    findings = [*result.findings, *monitor.diagnose().findings]
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
