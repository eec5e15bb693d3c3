import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

KIND = "healthy"
STYLE = "gradual unfreezing"
WHAT = "ULMFiT manner: a new head on a pre-trained encoder, layer groups unfrozen one by one with discriminative rates; frozen groups are in the optimizer from the start"
EXPECT = []
USES = ["probe", "monitor"]


def make(n, seed, task):
    g = torch.Generator().manual_seed(seed)
    w = torch.randn(24, 10, generator=torch.Generator().manual_seed(4)) / 24 ** 0.5
    x = torch.randn(n, 24, generator=g)
    z = torch.tanh(2 * x @ w)
    out = torch.randn(10, 5, generator=torch.Generator().manual_seed(50 + task))
    return TensorDataset(x, (z @ out + 0.2 * torch.randn(n, 5, generator=g)).argmax(1))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = nn.Sequential(nn.Linear(24, 64), nn.LayerNorm(64), nn.ReLU())
        self.layer2 = nn.Sequential(nn.Linear(64, 64), nn.LayerNorm(64), nn.ReLU())
        self.head = nn.Linear(64, 5)

    def forward(self, x):
        return self.head(self.layer2(self.layer1(x)))


def freeze_to(model, stage):
    groups = [model.head, model.layer2, model.layer1]
    for i, group in enumerate(groups):
        group.requires_grad_(i <= stage)


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    model = Encoder()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(3):
        for x, y in DataLoader(make(3000, 0, task=0), batch_size=64, shuffle=True):
            opt.zero_grad(); F.cross_entropy(model(x), y).backward(); opt.step()

    model.head = nn.Linear(64, 5)
    train, valid = DataLoader(make(1600, 1, task=1), batch_size=32, shuffle=True), make(500, 2, task=1)
    freeze_to(model, 0)
    result = dataaudit.probe(model, train, criterion=F.cross_entropy, validation=DataLoader(valid, batch_size=100))
    lr = 4e-3
    opt = torch.optim.AdamW([{"params": model.layer1.parameters(), "lr": lr / 2.6 ** 2}, {"params": model.layer2.parameters(), "lr": lr / 2.6},
                             {"params": model.head.parameters(), "lr": lr}], weight_decay=0.01)
    with TrainingMonitor(model, opt, out=out, probe=result) as monitor:
        for epoch in range(6):
            freeze_to(model, min(2, epoch // 2))
            model.train()
            for x, y in monitor.watch(train):
                loss = F.cross_entropy(model(x), y)
                opt.zero_grad(set_to_none=True)
                loss.backward()
                opt.step()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                x, y = valid.tensors
                logits = model(x)
                monitor.evaluate("validation", F.cross_entropy(logits, y), accuracy=(logits.argmax(1) == y).float().mean().item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in [*result.findings, *monitor.diagnose().findings]]
