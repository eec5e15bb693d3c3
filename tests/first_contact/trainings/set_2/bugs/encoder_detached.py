import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

import dataaudit
from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "detach in the graph"
WHAT = "a two-branch model (text ids and numbers): the text branch ends in .data (to get rid of an error), so it never gets a gradient"
EXPECT = ["missing-gradients", "unchanged-parameters"]
USES = ["probe", "monitor"]


class TextBranch(nn.Module):
    def __init__(self, vocab=120, dim=32):
        super().__init__()
        self.embedding = nn.Embedding(vocab, dim)
        self.gru = nn.GRU(dim, dim, batch_first=True)

    def forward(self, ids):
        _, h = self.gru(self.embedding(ids))
        return h[-1].data


class PriceFromAd(nn.Module):
    """The first 10 columns are token ids, the others are numbers."""

    def __init__(self):
        super().__init__()
        self.text = TextBranch()
        self.numbers = nn.Sequential(nn.Linear(6, 32), nn.ReLU())
        self.head = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, x):
        text = self.text(x[:, :10].long())
        return self.head(torch.cat([text, self.numbers(x[:, 10:])], dim=1))


def ads(n=1400):
    g = torch.Generator().manual_seed(8)
    worth = torch.randn(120, generator=g)
    ids = torch.randint(0, 120, (n, 10), generator=g)
    numbers = torch.randn(n, 6, generator=g)
    price = worth[ids].mean(1) * 3 + 0.5 * numbers[:, 0] - 0.5 * numbers[:, 1] + 0.1 * torch.randn(n, generator=g)
    return TensorDataset(torch.cat([ids.float(), numbers], 1), ((price - price.mean()) / price.std())[:, None])


def main(out):
    torch.manual_seed(0)
    loader = DataLoader(ads(), batch_size=35, shuffle=True)
    model = PriceFromAd()
    criterion = nn.SmoothL1Loss()
    result = dataaudit.probe(model, loader, criterion=criterion)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    with TrainingMonitor(model, optimizer, out=out, probe=result) as monitor:
        for epoch in range(5):
            for x, y in monitor.watch(loader):
                loss = criterion(model(x), y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    findings = [*result.findings, *monitor.diagnose().findings]
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
