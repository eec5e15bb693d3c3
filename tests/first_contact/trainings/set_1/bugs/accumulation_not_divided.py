import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "gradient accumulation"
WHAT = "Gradients are accumulated over 32 micro-batches of 8 without dividing the loss by 32: each step is 32 times too large."
EXPECT = ["accumulation-mismatch", "update-ratio", "learning-rate", "exploding-gradients", "diverging", "oscillating"]
USES = ["monitor"]

ACCUM = 32
MICRO = 8
LR = 0.1


class ResidualMLP(nn.Module):
    def __init__(self, d=24, h=64):
        super().__init__()
        self.inp = nn.Linear(d, h)
        self.a = nn.Linear(h, h)
        self.b = nn.Linear(h, h)
        self.out = nn.Linear(h, 5)

    def forward(self, x):
        x = torch.relu(self.inp(x))
        x = x + torch.relu(self.a(x))
        x = x + torch.relu(self.b(x))
        return self.out(x)


def dataset():
    g = torch.Generator().manual_seed(8)
    x = torch.randn(4096, 24, generator=g)
    w1, w2 = torch.randn(24, 12, generator=g), torch.randn(12, 5, generator=g)
    y = (torch.relu(x @ w1) @ w2).argmax(1)
    return TensorDataset(x, y)


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(8)
    loader = DataLoader(dataset(), batch_size=MICRO, shuffle=True, drop_last=True)
    model = ResidualMLP()
    optimizer = torch.optim.SGD(model.parameters(), lr=LR, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    updates = 0
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(6):
            optimizer.zero_grad()
            for i, (x, y) in enumerate(monitor.watch(loader)):
                loss = criterion(model(x), y)
                loss.backward()
                if (i + 1) % ACCUM == 0:
                    optimizer.step()
                    optimizer.zero_grad()
                    updates += 1
                monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
