import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

KIND = "healthy"
STYLE = "SAM, zero-init residual"
WHAT = "1-D ResNet with zero-initialised last BatchNorm weight in each block (no gradient to the branch at first), trained by sharpness-aware minimisation"
EXPECT = []
USES = ["probe", "monitor"]


class SAM(torch.optim.Optimizer):
    def __init__(self, params, base, rho=0.05, **kw):
        super().__init__(params, dict(rho=rho, **kw))
        self.base = base(self.param_groups, **kw)
        self.param_groups = self.base.param_groups

    @torch.no_grad()
    def first_step(self):
        norm = torch.stack([p.grad.norm() for g in self.param_groups for p in g["params"] if p.grad is not None]).norm()
        for g in self.param_groups:
            for p in g["params"]:
                if p.grad is not None:
                    self.state[p]["e"] = p.grad * (g["rho"] / (norm + 1e-12))
                    p.add_(self.state[p]["e"])
        self.zero_grad()

    @torch.no_grad()
    def second_step(self):
        for g in self.param_groups:
            for p in g["params"]:
                if p.grad is not None:
                    p.sub_(self.state[p]["e"])
        self.base.step()
        self.zero_grad()

    def step(self, closure=None):
        raise NotImplementedError("use first_step and second_step")


class Res(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv1d(c, c, 3, padding=1, bias=False), nn.BatchNorm1d(c)
        self.conv2, self.bn2 = nn.Conv1d(c, c, 3, padding=1, bias=False), nn.BatchNorm1d(c)
        nn.init.zeros_(self.bn2.weight)

    def forward(self, x):
        return F.relu(x + self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))


class ResNet1d(nn.Module):
    def __init__(self, c=16):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv1d(1, c, 5, 2, 2, bias=False), nn.BatchNorm1d(c), nn.ReLU())
        self.blocks = nn.Sequential(Res(c), nn.MaxPool1d(2), Res(c))
        self.fc = nn.Linear(c, 3)

    def forward(self, x):
        return self.fc(self.blocks(self.stem(x)).mean(2))


def pulses(n, seed):
    g = torch.Generator().manual_seed(seed)
    t = torch.arange(64.0)
    y = torch.randint(0, 3, (n,), generator=g)
    pos = 12 + 40 * torch.rand(n, 1, generator=g)
    u = (t - pos) / (3 + 2 * torch.rand(n, 1, generator=g))
    shape = torch.stack([torch.exp(-u ** 2), u * torch.exp(-u ** 2 / 2), (1 - u ** 2) * torch.exp(-u ** 2 / 2)], 1)
    x = shape[torch.arange(n), y] * (0.8 + 0.6 * torch.rand(n, 1, generator=g)) + 0.25 * torch.randn(n, 64, generator=g)
    return TensorDataset(x.unsqueeze(1), y)


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    train, val = DataLoader(pulses(1280, 0), batch_size=32, shuffle=True), DataLoader(pulses(400, 1), batch_size=200)
    model = ResNet1d()
    result = dataaudit.probe(model, train, criterion=F.cross_entropy, validation=val)
    optimizer = SAM(model.parameters(), torch.optim.SGD, lr=0.05, momentum=0.9, weight_decay=1e-4)
    with TrainingMonitor(model, optimizer, out=out, probe=result) as monitor:
        for epoch in range(4):
            model.train()
            for x, y in monitor.watch(train):
                loss = F.cross_entropy(model(x), y)
                loss.backward()
                optimizer.first_step()
                F.cross_entropy(model(x), y).backward()
                optimizer.second_step()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                logits, y = map(torch.cat, zip(*[(model(x), y) for x, y in val]))
            monitor.evaluate("validation", F.cross_entropy(logits, y), accuracy=(logits.argmax(1) == y).float().mean().item())
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
