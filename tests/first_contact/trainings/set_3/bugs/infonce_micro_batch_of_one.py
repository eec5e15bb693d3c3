import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "contrastive two towers (CLIP-like) with gradient accumulation"
WHAT = "To save memory the micro-batch is 1, accumulated 32 times: InfoNCE with in-batch negatives has none, so that the loss is exactly zero and nothing is learned."
EXPECT = ["zero-loss", "unchanged-parameters", "missing-gradients"]
USES = ["monitor"]
BUG = True


class Towers(nn.Module):
    def __init__(self):
        super().__init__()
        self.left = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 24))
        self.right = nn.Sequential(nn.Linear(12, 64), nn.ReLU(), nn.Linear(64, 24))
        self.log_scale = nn.Parameter(torch.tensor(2.0))

    def forward(self, a, b):
        return self.log_scale.exp() * F.normalize(self.left(a), dim=1) @ F.normalize(self.right(b), dim=1).T


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(253)
    thing = torch.randn(2048, 6)
    a = thing @ torch.randn(6, 20) + 0.2 * torch.randn(2048, 20)
    b = thing @ torch.randn(6, 12) + 0.2 * torch.randn(2048, 12)
    micro, accumulate = (1, 32) if BUG else (32, 1)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(a, b), batch_size=micro, shuffle=True)
    model = Towers()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    values = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        total = 0.0
        for epoch in range(3):
            for index, (left, right) in enumerate(monitor.watch(loader)):
                logits = model(left, right)
                target = torch.arange(len(left))
                loss = (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2
                (loss / accumulate).backward()
                total += loss.item() / accumulate
                if (index + 1) % accumulate == 0:
                    optimizer.step()
                    optimizer.zero_grad()
                    monitor.step(total)
                    values.append(total)
                    total = 0.0
    print("CHECK", len(values), values[0], values[-1])
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
