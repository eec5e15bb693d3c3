from typing import NamedTuple
import torch
torch.set_num_threads(1)
from torch import nn
from torch.utils.data import DataLoader, Dataset

KIND = "healthy"
STYLE = "learning to rank"
WHAT = "ListNet over query lists of varying length (named-tuple batches, masks), cosine warm restarts; the loss floor is the targets' entropy"
EXPECT = []
USES = ["monitor"]


class QueryBatch(NamedTuple):
    features: torch.Tensor
    relevance: torch.Tensor
    mask: torch.Tensor


class Queries(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        w = torch.randn(12, generator=torch.Generator().manual_seed(77))
        self.items = []
        for _ in range(n):
            k = int(torch.randint(5, 16, (1,), generator=g))
            x = torch.randn(k, 12, generator=g)
            score = x @ w / 12 ** 0.5 + 0.7 * x[:, 0] * x[:, 1] + 0.2 * torch.randn(k, generator=g)
            self.items.append((x, torch.bucketize(score, torch.tensor([-0.5, 0.3, 1.0, 1.8])).float()))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


def collate(rows):
    n = max(len(x) for x, _ in rows)
    f, r, m = torch.zeros(len(rows), n, 12), torch.zeros(len(rows), n), torch.zeros(len(rows), n, dtype=torch.bool)
    for i, (x, y) in enumerate(rows):
        f[i, :len(x)], r[i, :len(y)], m[i, :len(x)] = x, y, True
    return QueryBatch(f, r, m)


def listnet(scores, batch):
    minus = torch.finfo(scores.dtype).min
    target = batch.relevance.masked_fill(~batch.mask, minus).softmax(1)
    return -(target * scores.masked_fill(~batch.mask, minus).log_softmax(1)).masked_fill(~batch.mask, 0).sum(1).mean()


def ndcg(scores, batch):
    order = scores.masked_fill(~batch.mask, -1e9).argsort(1, descending=True)
    discount = 1 / torch.log2(torch.arange(scores.shape[1]) + 2.0)
    gain = (2 ** batch.relevance - 1) * batch.mask
    return ((gain.gather(1, order) * discount).sum(1) / (gain.sort(1, descending=True).values * discount).sum(1).clamp(min=1e-6)).mean().item()


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    train = DataLoader(Queries(1200, 0), batch_size=16, shuffle=True, collate_fn=collate)
    dev = next(iter(DataLoader(Queries(200, 1), batch_size=200, collate_fn=collate)))
    scorer = nn.Sequential(nn.Linear(12, 48), nn.ReLU(), nn.Linear(48, 48), nn.ReLU(), nn.Linear(48, 1))
    opt = torch.optim.AdamW(scorer.parameters(), lr=4e-3)
    sched = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(opt, T_0=75, T_mult=1, eta_min=1e-5)
    with TrainingMonitor(scorer, opt, out=out) as monitor:
        for epoch in range(4):
            for batch in monitor.watch(train):
                loss = listnet(scorer(batch.features).squeeze(2), batch)
                opt.zero_grad()
                loss.backward()
                opt.step()
                sched.step()
                monitor.step(loss)
            with torch.no_grad():
                s = scorer(dev.features).squeeze(2)
                monitor.evaluate("dev", listnet(s, dev), ndcg=ndcg(s, dev))
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
