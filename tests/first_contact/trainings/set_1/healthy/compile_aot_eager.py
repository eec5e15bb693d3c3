import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
import dataaudit
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "torch.compile"
WHAT = "A residual MLP under torch.compile (backend aot_eager) learns a spiral of three arms; probed before compiling."
EXPECT = []
USES = ["probe", "monitor"]


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.up = nn.Linear(width, 2 * width)
        self.down = nn.Linear(2 * width, width)

    def forward(self, x):
        return x + self.down(F.gelu(self.up(self.norm(x))))


class Net(nn.Module):
    def __init__(self, width=32, depth=1):
        super().__init__()
        self.stem = nn.Linear(2, width)
        self.blocks = nn.ModuleList(Block(width) for _ in range(depth))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, 3)

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


def spiral(n):
    arm = torch.randint(0, 3, (n,))
    r = torch.rand(n).sqrt()
    angle = 4 * r + arm * 2 * torch.pi / 3 + 0.35 * torch.randn(n)
    return 1.5 * torch.stack([r * angle.cos(), r * angle.sin()], 1), arm


def main(out):
    torch.manual_seed(1234)
    loader = DataLoader(TensorDataset(*spiral(3200)), batch_size=64, shuffle=True)
    model = Net()
    result = dataaudit.probe(model, loader, criterion=nn.CrossEntropyLoss())
    compiled = torch.compile(model, backend="aot_eager")
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    with TrainingMonitor(compiled, optimizer, out=out) as monitor:
        for epoch in range(5):
            for xb, yb in monitor.watch(loader):
                loss = F.cross_entropy(compiled(xb), yb)
                loss.backward()
                optimizer.step()
                optimizer.zero_grad(set_to_none=True)
                monitor.step(loss)
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
