import math
import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
import dataaudit
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "LoRA by hand"
WHAT = "LoRA layers (A Kaiming, B zero) on a frozen MLP that was trained on a first task adapt it to a shifted one."
EXPECT = []
USES = ["probe", "monitor"]


class LoRALinear(nn.Module):
    def __init__(self, base: nn.Linear, r=4, alpha=8):
        super().__init__()
        self.base = base
        self.base.requires_grad_(False)
        self.lora_A = nn.Parameter(torch.empty(r, base.in_features))
        self.lora_B = nn.Parameter(torch.zeros(base.out_features, r))
        nn.init.kaiming_uniform_(self.lora_A, a=math.sqrt(5))
        self.scaling = alpha / r

    def forward(self, x):
        return self.base(x) + F.linear(F.linear(x, self.lora_A), self.lora_B) * self.scaling


def task(x, w, noise=0.4):
    return (x @ w + noise * torch.randn(len(x), w.shape[1])).argmax(1)


def pretrain(x, y):
    model = nn.Sequential(nn.Linear(32, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 6))
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for xb, yb in DataLoader(TensorDataset(x, y), batch_size=64, shuffle=True):
        opt.zero_grad()
        F.cross_entropy(model(xb), yb).backward()
        opt.step()
    return model


def inject_lora(model, r):
    for name, child in list(model.named_children()):
        if isinstance(child, nn.Linear):
            setattr(model, name, LoRALinear(child, r))
        else:
            inject_lora(child, r)
    return model


def main(out):
    torch.manual_seed(10)
    w = torch.randn(32, 6)
    shift = torch.randn(32, 2) @ torch.randn(2, 6) * 1.2     # the new task differs by a low rank
    x0, x1 = torch.randn(6000, 32), torch.randn(4000, 32)
    model = inject_lora(pretrain(x0, task(x0, w)), r=4)
    loader = DataLoader(TensorDataset(x1, task(x1, w + shift)), batch_size=50, shuffle=True)
    criterion = nn.CrossEntropyLoss()
    result = dataaudit.probe(model, loader, criterion=criterion)
    trainable = [p for p in model.parameters() if p.requires_grad]
    print(f"trainable {sum(p.numel() for p in trainable)} of {sum(p.numel() for p in model.parameters())}")
    optimizer = torch.optim.AdamW(trainable, lr=3e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(4):
            for xb, yb in monitor.watch(loader):
                loss = criterion(model(xb), yb)
                loss.backward()
                optimizer.step()
                optimizer.zero_grad()
                monitor.step(loss)
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
