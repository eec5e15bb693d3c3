import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "LoRA by hand on a frozen, pre-trained base, probe before"
WHAT = "Adapters of rank 4 with B = 0 at the start (so A has no gradient in the first step) on a frozen network that was trained on another task (odd but sound)."
EXPECT = []
USES = ["monitor", "probe"]


class LoRALinear(nn.Module):
    def __init__(self, base, rank=4, alpha=8):
        super().__init__()
        self.base = base
        for p in base.parameters():
            p.requires_grad = False
        self.lora_a = nn.Parameter(torch.randn(rank, base.in_features) / base.in_features**0.5)
        self.lora_b = nn.Parameter(torch.zeros(base.out_features, rank))
        self.scale = alpha / rank

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.lora_a.T) @ self.lora_b.T


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(17)
    centres = 1.2 * torch.randn(8, 24)
    label = torch.randint(0, 8, (4000,))
    x = centres[label] + torch.randn(4000, 24)
    base = nn.Sequential(nn.Linear(24, 96), nn.GELU(), nn.Linear(96, 96), nn.GELU(), nn.Linear(96, 8))
    first = torch.optim.Adam(base.parameters(), lr=2e-3)
    for _ in range(250):
        rows = torch.randint(0, 4000, (128,))
        F.cross_entropy(base(x[rows]), label[rows]).backward()
        first.step()
        first.zero_grad()
    # new domain: the features are rotated a little and the classes renamed
    rotation = torch.linalg.qr(torch.eye(24) + 0.15 * torch.randn(24, 24))[0]
    rename = torch.randperm(8)
    x, label = x @ rotation, rename[label]
    for index in (0, 2, 4):
        base[index] = LoRALinear(base[index])
    model = base
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=4e-3, weight_decay=0.0)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:3500], label[:3500]), batch_size=64, shuffle=True)
    probed = dataaudit.probe(model, loader, criterion=F.cross_entropy)
    values = []
    with TrainingMonitor(model, optimizer, out=out, probe=probed) as monitor:
        for epoch in range(8):
            for features, wanted in monitor.watch(loader):
                loss = F.cross_entropy(model(features), wanted)
                loss.backward()
                optimizer.step()
                optimizer.zero_grad()
                monitor.step(loss)
                values.append(loss.item())
            with torch.no_grad():
                logits = model(x[3500:])
                held = F.cross_entropy(logits, label[3500:]).item()
            accuracy = (logits.argmax(1) == label[3500:]).float().mean().item()
            monitor.evaluate("validation", held, accuracy=accuracy)
    print("CHECK", values[0], sum(values[-30:]) / 30, "val", held, accuracy)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
