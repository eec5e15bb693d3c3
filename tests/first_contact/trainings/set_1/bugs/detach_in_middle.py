import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "detach in the middle"
WHAT = "A two-tower match model calls .detach() on the item vector (left from debugging), so that the item tower never learns."
EXPECT = ["missing-gradients", "unchanged-parameters"]
USES = ["probe", "monitor"]

N_USERS, N_ITEMS, DIM = 120, 90, 16


class Tower(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.emb = nn.Embedding(n, DIM)
        self.mlp = nn.Sequential(nn.Linear(DIM, 32), nn.ReLU(), nn.Linear(32, DIM))

    def forward(self, ids):
        return self.mlp(self.emb(ids))


class TwoTower(nn.Module):
    def __init__(self):
        super().__init__()
        self.user = Tower(N_USERS)
        self.item = Tower(N_ITEMS)
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, pairs):
        u = self.user(pairs[:, 0])
        v = self.item(pairs[:, 1]).detach()
        return (u * v).sum(-1) + self.bias


def interactions(n, seed):
    taste = torch.Generator().manual_seed(0)
    pu, pi = torch.randn(N_USERS, 3, generator=taste), torch.randn(N_ITEMS, 3, generator=taste)
    g = torch.Generator().manual_seed(seed)
    pairs = torch.stack([torch.randint(0, N_USERS, (n,), generator=g), torch.randint(0, N_ITEMS, (n,), generator=g)], 1)
    score = (pu[pairs[:, 0]] * pi[pairs[:, 1]]).sum(1)
    return TensorDataset(pairs, (score + 0.3 * torch.randn(n, generator=g) > 0).float())


def main(out):
    import dataaudit

    torch.manual_seed(0)
    loader = DataLoader(interactions(4000, 1), batch_size=64, shuffle=True)
    validation = DataLoader(interactions(500, 2), batch_size=64)
    model = TwoTower()
    criterion = nn.BCEWithLogitsLoss()
    result = dataaudit.probe(model, loader, criterion=criterion, validation=validation)

    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    with dataaudit.TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(6):
            for pairs, clicked in monitor.watch(loader):
                optimizer.zero_grad()
                loss = criterion(model(pairs), clicked)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    findings = [*result.findings, *monitor.diagnose().findings]
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
