import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.utils.data import DataLoader, IterableDataset
import dataaudit
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "IterableDataset streaming"
WHAT = "Clicks are streamed by an IterableDataset with a shuffle buffer; each row is seen once, the loss ends near the entropy of the clicks."
EXPECT = []
USES = ["probe", "monitor"]


class ClickStream(IterableDataset):
    def __init__(self, n, seed, buffer=256):
        self.n, self.seed, self.buffer = n, seed, buffer

    def events(self):
        world = torch.Generator().manual_seed(0)
        users, items = torch.randn(100, 4, generator=world), torch.randn(60, 4, generator=world)
        g = torch.Generator().manual_seed(self.seed)
        for _ in range(self.n // 500):
            u, i = torch.randint(0, 100, (500,), generator=g), torch.randint(0, 60, (500,), generator=g)
            p = torch.sigmoid(1.5 * (users[u] * items[i]).sum(1) - 0.5)
            click = (torch.rand(500, generator=g) < p).float()
            yield from zip(torch.stack([u, i], 1), click)

    def __iter__(self):
        g = torch.Generator().manual_seed(self.seed + 1)
        held = []
        for event in self.events():
            if len(held) < self.buffer:
                held.append(event)
                continue
            k = int(torch.randint(0, self.buffer, (1,), generator=g))
            held[k], event = event, held[k]
            yield event
        yield from held


class TwoTower(nn.Module):
    def __init__(self, d=8):
        super().__init__()
        self.user, self.item = nn.Embedding(100, d), nn.Embedding(60, d)
        self.user_bias, self.item_bias = nn.Embedding(100, 1), nn.Embedding(60, 1)
        for m in (self.user, self.item):
            nn.init.normal_(m.weight, std=0.3)
        for m in (self.user_bias, self.item_bias):
            nn.init.zeros_(m.weight)

    def forward(self, pairs):
        u, i = pairs.unbind(1)
        return (self.user(u) * self.item(i)).sum(1) + self.user_bias(u).squeeze(1) + self.item_bias(i).squeeze(1)


def main(out):
    torch.manual_seed(20)
    loader = DataLoader(ClickStream(60_000, seed=1), batch_size=128)
    model, criterion = TwoTower(), nn.BCEWithLogitsLoss()
    result = dataaudit.probe(model, loader, criterion=criterion)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for pairs, clicked in monitor.watch(loader):
            loss = criterion(model(pairs), clicked)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss)
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
