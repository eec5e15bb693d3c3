import math
import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

KIND = "healthy"
STYLE = "LoRA by hand"
WHAT = "LoRA (B = 0, so A gets no gradient in the first step) on a frozen pre-trained classifier that must follow a shifted domain; probe and monitor"
EXPECT = []
USES = ["probe", "monitor"]


class LoRALinear(nn.Module):
    def __init__(self, base, r=4, alpha=8):
        super().__init__()
        self.base = base
        for p in self.base.parameters():
            p.requires_grad_(False)
        self.lora_A = nn.Parameter(torch.empty(r, base.in_features))
        self.lora_B = nn.Parameter(torch.zeros(base.out_features, r))
        nn.init.kaiming_uniform_(self.lora_A, a=math.sqrt(5))
        self.scaling = alpha / r

    def forward(self, x):
        return self.base(x) + (x @ self.lora_A.t() @ self.lora_B.t()) * self.scaling


def inject(model, **kw):
    for name, child in model.named_children():
        if isinstance(child, nn.Linear) and child.out_features > 6:
            setattr(model, name, LoRALinear(child, **kw))
        else:
            inject(child, **kw)
    return model


def domain(n, seed, shifted):
    g = torch.Generator().manual_seed(seed)
    w = torch.randn(16, 6, generator=torch.Generator().manual_seed(31))
    x = torch.randn(n, 16, generator=g)
    y = (torch.tanh(x @ w / 2) @ torch.eye(6) + 0.1 * torch.randn(n, 6, generator=g)).argmax(1)
    if shifted:  # another sensor: two channels swapped pairwise and a gain
        x = x[:, [1, 0, 3, 2] + list(range(4, 16))] * torch.linspace(0.6, 1.4, 16)
    return TensorDataset(x, y)


def pretrain(model):
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(3):
        for x, y in DataLoader(domain(3000, 1, False), batch_size=64, shuffle=True):
            opt.zero_grad()
            F.cross_entropy(model(x), y).backward()
            opt.step()


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(16, 64), nn.GELU(), nn.Linear(64, 64), nn.GELU(), nn.Linear(64, 6))
    pretrain(model)
    model.requires_grad_(False)
    inject(model)
    train, val = DataLoader(domain(2000, 2, True), batch_size=32, shuffle=True), DataLoader(domain(600, 3, True), batch_size=300)
    result = dataaudit.probe(model, train, criterion=F.cross_entropy, validation=val)
    opt = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=3e-3)
    with TrainingMonitor(model, opt, out=out, probe=result) as monitor:
        for epoch in range(6):
            model.train()
            for x, y in monitor.watch(train):
                loss = F.cross_entropy(model(x), y)
                loss.backward()
                opt.step()
                opt.zero_grad()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                logits, labels = map(torch.cat, zip(*[(model(x), y) for x, y in val]))
            monitor.evaluate("validation", F.cross_entropy(logits, labels), accuracy=(logits.argmax(1) == labels).float().mean().item())
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
