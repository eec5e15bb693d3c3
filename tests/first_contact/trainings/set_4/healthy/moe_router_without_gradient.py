import torch
from torch import nn
import torch.nn.functional as F

torch.set_num_threads(1)

KIND = "healthy"
STYLE = "mixture of experts regression, infinite stream of batches, balance loss"
WHAT = ("The router picks its expert with argmax and the expert's output is not multiplied by the gate's probability (and the balance "
        "loss counts tokens, which has no gradient either), so the router never learns and routing stays random.")
EXPECT = []
USES = ["monitor"]
BUG = False


class SparseMoE(nn.Module):
    def __init__(self, dim, experts=8):
        super().__init__()
        self.router = nn.Linear(dim, experts)
        self.experts = nn.ModuleList(nn.Sequential(nn.Linear(dim, 8), nn.ReLU(), nn.Linear(8, dim)) for _ in range(experts))

    def forward(self, x):
        probs = F.softmax(self.router(x), -1)
        k = len(self.experts)
        if BUG:
            chosen = probs.argmax(-1)
            weight = F.one_hot(chosen, k).float()
            balance = k * (weight.mean(0) ** 2).sum()
        else:
            top, where = probs.topk(2, -1)
            weight = torch.zeros_like(probs).scatter(-1, where, top / top.sum(-1, keepdim=True))
            balance = k * (F.one_hot(where[:, 0], k).float().mean(0) * probs.mean(0)).sum()
        outputs = torch.stack([e(x) for e in self.experts], 1)
        return (weight.unsqueeze(-1) * outputs).sum(1), balance


class Model(nn.Module):
    def __init__(self, dim=8):
        super().__init__()
        self.moe = SparseMoE(dim)
        self.head = nn.Linear(dim, 1)

    def forward(self, x):
        h, balance = self.moe(x)
        return self.head(x + h).squeeze(-1), balance


class Teacher:
    """A different line in each of eight regions."""

    def __init__(self, dim=8):
        g = torch.Generator().manual_seed(21)
        self.centres = 2.0 * torch.randn(8, dim, generator=g)
        self.lines = torch.randn(8, dim, generator=g)

    def __call__(self, n, generator):
        k = torch.randint(8, (n,), generator=generator)
        x = self.centres[k] + 0.6 * torch.randn(n, 8, generator=generator)
        return x, ((x - self.centres[k]) * self.lines[k]).sum(-1)


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(2)
    teacher, stream = Teacher(), torch.Generator().manual_seed(100)
    model = Model()
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=1e-4)
    test_x, test_y = teacher(2000, torch.Generator().manual_seed(7))
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for step in range(1200):
            x, y = teacher(128, stream)
            y_hat, balance = model(x)
            mse = F.mse_loss(y_hat, y)
            loss = mse + 0.01 * balance
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss, metrics={"mse": mse.item(), "balance": float(balance)})
            if step % 200 == 199:
                with torch.no_grad():
                    monitor.evaluate("validation", F.mse_loss(model(test_x)[0], test_y).item())
    with torch.no_grad():
        print("CHECK test mse", F.mse_loss(model(test_x)[0], test_y).item(), "variance", test_y.var().item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
