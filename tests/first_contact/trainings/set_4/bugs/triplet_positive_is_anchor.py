import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "metric learning, Dataset that samples triplets, dict batches, step scheduler"
WHAT = ("The triplet data set indexes the positive with the anchor's own index, so the distance to the positive is always zero: the hinge is "
        "exactly zero in most steps and the embedding never learns to ignore what differs within a class.")
EXPECT = ["zero-loss"]
USES = ["monitor"]
BUG = True


class Identities(Dataset):
    """40 people, 30 pictures each: 8 features tell who it is, 40 are pose and light."""

    def __init__(self, seed, people=40, pictures=30):
        g = torch.Generator().manual_seed(31)
        who = torch.randn(people, 8, generator=g)
        g = torch.Generator().manual_seed(seed)
        self.label = torch.arange(people).repeat_interleave(pictures)
        x = torch.cat([who[self.label] + 0.2 * torch.randn(len(self.label), 8, generator=g),
                       1.2 * torch.randn(len(self.label), 40, generator=g)], 1)
        mix = torch.linalg.qr(torch.randn(48, 48, generator=torch.Generator().manual_seed(32)))[0]
        self.x = x @ mix
        self.rows = {k: (self.label == k).nonzero().flatten().tolist() for k in range(people)}
        self.random = random.Random(seed)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        k = int(self.label[index])
        candidates = [i for i in self.rows[k] if i != index]
        positive = self.random.choice(candidates)
        other = self.random.choice([j for j in self.rows if j != k])
        negative = self.random.choice(self.rows[other])
        return {"anchor": self.x[index], "positive": self.x[index if BUG else positive], "negative": self.x[negative]}


def recall_at_1(net, data):
    with torch.no_grad():
        z = net(data.x)
    d = torch.cdist(z, z)
    d.fill_diagonal_(float("inf"))
    return (data.label[d.argmin(1)] == data.label).float().mean().item()


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(6)
    train, test = Identities(1), Identities(2, pictures=10)
    net = nn.Sequential(nn.Linear(48, 64), nn.ReLU(), nn.Linear(64, 16))
    optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=8, gamma=0.3)
    loader = DataLoader(train, batch_size=48, shuffle=True)
    before = recall_at_1(net, test)
    with TrainingMonitor(net, optimizer, out=out) as monitor:
        for epoch in range(16):
            for batch in monitor.watch(loader):
                a, p, n = (net(batch[k]) for k in ("anchor", "positive", "negative"))
                loss = F.triplet_margin_loss(a, p, n, margin=1.0)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            schedule.step()
            if epoch % 4 == 3:
                with torch.no_grad():
                    b = next(iter(DataLoader(test, batch_size=400)))
                    value = F.triplet_margin_loss(net(b["anchor"]), net(b["positive"]), net(b["negative"]), margin=1.0).item()
                monitor.evaluate("validation", value, recall=recall_at_1(net, test))
    print("CHECK recall@1 before and after", before, recall_at_1(net, test))
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
