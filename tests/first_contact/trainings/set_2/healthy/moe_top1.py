import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

KIND = "healthy"
STYLE = "mixture of experts"
WHAT = "a residual top-1 MoE with 6 experts and batches of 16: in most steps some experts get no row, so no gradient; load-balancing loss; probe too"
EXPECT = []
USES = ["probe", "monitor"]


class Expert(nn.Sequential):
    def __init__(self, d):
        super().__init__(nn.Linear(d, 48), nn.ReLU(), nn.Linear(48, d))


class SwitchLayer(nn.Module):
    def __init__(self, d, n=6):
        super().__init__()
        self.router = nn.Linear(d, n)
        self.experts = nn.ModuleList([Expert(d) for _ in range(n)])
        self.aux = torch.tensor(0.0)

    def forward(self, x):
        p = self.router(x).softmax(1)
        gate, choice = p.max(1)
        y = torch.zeros_like(x)
        for i, expert in enumerate(self.experts):
            rows = (choice == i).nonzero().squeeze(1)
            if len(rows):
                y = y.index_add(0, rows, gate[rows, None] * expert(x[rows]))
        share = F.one_hot(choice, len(self.experts)).float().mean(0)
        self.aux = len(self.experts) * (share * p.mean(0)).sum()
        return x + y


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp, self.moe, self.norm, self.out = nn.Linear(12, 32), SwitchLayer(32), nn.LayerNorm(32), nn.Linear(32, 3)

    def forward(self, x):
        return self.out(self.norm(self.moe(torch.relu(self.inp(x)))))


def data(n, seed):
    g = torch.Generator().manual_seed(seed)
    h = torch.Generator().manual_seed(10)
    centres, maps = torch.randn(4, 12, generator=h) * 2.0, torch.randn(4, 12, 3, generator=h)
    region = torch.randint(0, 4, (n,), generator=g)
    u = torch.randn(n, 12, generator=g) * 0.6
    return TensorDataset(centres[region] + u, torch.einsum("nd,ndk->nk", u, maps[region]).argmax(1))


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    train, val = DataLoader(data(2000, 0), batch_size=16, shuffle=True), DataLoader(data(500, 1), batch_size=250)
    model = Net()
    result = dataaudit.probe(model, train, criterion=nn.CrossEntropyLoss(), validation=val)
    opt = torch.optim.AdamW(model.parameters(), lr=8e-3)
    with TrainingMonitor(model, opt, out=out, probe=result) as monitor:
        for epoch in range(3):
            model.train()
            for x, y in monitor.watch(train):
                task = F.cross_entropy(model(x), y)
                loss = task + 0.05 * model.moe.aux
                opt.zero_grad(set_to_none=True)
                loss.backward()
                opt.step()
                monitor.step(loss, metrics={"aux": model.moe.aux.item()})
            model.eval()
            with torch.no_grad():
                logits, y = map(torch.cat, zip(*[(model(x), y) for x, y in val]))
            monitor.evaluate("validation", F.cross_entropy(logits, y), accuracy=(logits.argmax(1) == y).float().mean().item())
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
