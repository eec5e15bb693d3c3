import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "mixture of experts (top 1, load balancing)"
WHAT = "Six experts with top-1 routing; every row reaches one expert only, and a balancing term that cannot fall below its floor is part of the loss (odd but sound)."
EXPECT = []
USES = ["monitor"]


class MoE(nn.Module):
    def __init__(self, inputs=12, width=48, experts=6):
        super().__init__()
        self.stem = nn.Linear(inputs, width)
        self.router = nn.Linear(width, experts, bias=False)
        self.experts = nn.ModuleList([nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, width)) for _ in range(experts)])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, 5)

    def forward(self, x):
        h = F.gelu(self.stem(x))
        gate = self.router(h).softmax(-1)
        weight, which = gate.max(-1)
        mixed = torch.zeros_like(h)
        for index, expert in enumerate(self.experts):
            rows = (which == index).nonzero().squeeze(1)
            if len(rows):
                mixed = mixed.index_add(0, rows, weight[rows, None] * expert(h[rows]))
        share = F.one_hot(which, len(self.experts)).float().mean(0)
        balance = len(self.experts) * (share * gate.mean(0)).sum()
        return self.head(self.norm(h + mixed)), balance, share


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(31)
    n = 6000
    regime = torch.randint(0, 3, (n,))
    x = torch.randn(n, 12)
    x[:, :3] = 2 * F.one_hot(regime, 3).float() + 0.2 * torch.randn(n, 3)
    maps = torch.randn(3, 9, 5)
    label = (torch.einsum("ni,nij->nj", x[:, 3:], maps[regime]) + 0.2 * torch.randn(n, 5)).argmax(1)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:5500], label[:5500]), batch_size=128, shuffle=True)
    model = MoE()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.01)
    values = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(9):
            model.train()
            for features, wanted in monitor.watch(loader):
                logits, balance, share = model(features)
                task = F.cross_entropy(logits, wanted)
                loss = task + 0.1 * balance
                optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                monitor.step(loss, metrics={"task_loss": task, "balance_loss": balance})
                values.append(loss.item())
            model.eval()
            with torch.no_grad():
                logits, balance, share = model(x[5500:])
                held = F.cross_entropy(logits, label[5500:]) + 0.1 * balance
            monitor.evaluate("validation", held.item(), accuracy=(logits.argmax(1) == label[5500:]).float().mean().item())
    print("CHECK", values[0], sum(values[-30:]) / 30, "val", held.item(), "share", [round(s, 2) for s in share.tolist()], (logits.argmax(1) == label[5500:]).float().mean().item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
