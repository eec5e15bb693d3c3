import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "MoE load balancing"
WHAT = "A sparse mixture of experts (top 2 of 4) with a load-balancing loss fits a piecewise function; an expert gets gradients of its own rows only."
EXPECT = []
USES = ["monitor"]


class SparseMoE(nn.Module):
    def __init__(self, dim, n_experts=4, top_k=2):
        super().__init__()
        self.router = nn.Linear(dim, n_experts, bias=False)
        self.experts = nn.ModuleList(nn.Sequential(nn.Linear(dim, 64), nn.SiLU(), nn.Linear(64, dim)) for _ in range(n_experts))
        self.top_k, self.n = top_k, n_experts

    def forward(self, x):
        probs = self.router(x).softmax(-1)
        weights, chosen = probs.topk(self.top_k, -1)
        weights = weights / weights.sum(-1, keepdim=True)
        y = torch.zeros_like(x)
        for e, expert in enumerate(self.experts):
            rows, slot = (chosen == e).nonzero(as_tuple=True)
            if len(rows):
                y = y.index_add(0, rows, weights[rows, slot, None] * expert(x[rows]))
        share = F.one_hot(chosen, self.n).float().sum(1).mean(0) / self.top_k
        aux = self.n * (share * probs.mean(0)).sum()         # 1 when balanced
        return y, aux


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(8, 32)
        self.norm, self.moe = nn.LayerNorm(32), SparseMoE(32)
        self.out = nn.Linear(32, 1)

    def forward(self, x):
        h = self.embed(x)
        d, aux = self.moe(self.norm(h))
        return self.out(h + d).squeeze(-1), aux


def main(out):
    torch.manual_seed(3)
    x = torch.randn(3840, 8)
    region = (x[:, :2] > 0).long() @ torch.tensor([2, 1])
    coefs = torch.randn(4, 8)
    y = (x * coefs[region]).sum(1) / 2 + 0.1 * torch.randn(3840)
    loader = DataLoader(TensorDataset(x, y), batch_size=64, shuffle=True)
    model = Net()
    opt = torch.optim.AdamW(model.parameters(), lr=4e-3)
    with TrainingMonitor(model, opt, out=out) as monitor:
        for epoch in range(5):
            for xb, yb in monitor.watch(loader):
                pred, aux = model(xb)
                task = F.mse_loss(pred, yb)
                loss = task + 0.01 * aux
                opt.zero_grad()
                loss.backward()
                opt.step()
                monitor.step(loss)
            print(f"epoch {epoch} task {task.item():.4f} aux {aux.item():.3f}")
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
