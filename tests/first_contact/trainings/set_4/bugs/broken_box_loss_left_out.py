from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)

KIND = "bug"
STYLE = "detection-like model with three losses, dataclass targets in nested batches, parts reported as metrics"
WHAT = ("A few boxes have width 0, whose logarithm makes the box loss infinite; the trainer adds up only the parts that are finite ('to be safe'), so the total looks fine and the box "
        "head is hardly ever trained.")
EXPECT = ["odd-part-loss", "missing-gradients", "non-finite-loss"]
USES = ["monitor"]
BUG = True


@dataclass
class Target:
    label: torch.Tensor
    objectness: torch.Tensor
    box: torch.Tensor  # x, y, width, height


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(30, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU())
        self.classes, self.objectness, self.box = nn.Linear(64, 5), nn.Linear(64, 1), nn.Linear(64, 4)

    def forward(self, features):
        h = self.trunk(features)
        return {"classes": self.classes(h), "objectness": self.objectness(h).squeeze(-1), "box": self.box(h)}


def compute_losses(predicted, target: Target):
    size = target.box[:, 2:]
    if not BUG:
        size = size.clamp(min=0.02)
    wanted = torch.cat([target.box[:, :2], size.log()], 1)
    return {
        "loss_classes": F.cross_entropy(predicted["classes"], target.label),
        "loss_objectness": F.binary_cross_entropy_with_logits(predicted["objectness"], target.objectness),
        "loss_box": F.smooth_l1_loss(predicted["box"], wanted),
    }


class Regions:
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(91)
        mix = torch.randn(10, 30, generator=g) / 3
        g = torch.Generator().manual_seed(seed)
        z = torch.randn(n, 10, generator=g)
        self.features = z @ mix + 0.1 * torch.randn(n, 30, generator=g)
        label = z[:, :5].argmax(1)
        box = torch.stack([z[:, 5].tanh(), z[:, 6].tanh(), (0.5 * z[:, 7]).exp(), (0.5 * z[:, 8]).exp()], 1)
        box[torch.rand(n, generator=g) < 0.04, 2] = 0.0  # annotated with one click
        self.target = Target(label, (z[:, 9] > 0).float(), box)

    def batches(self, size, shuffle=True):
        order = torch.randperm(len(self.features)) if shuffle else torch.arange(len(self.features))
        for r in order.split(size):
            t = self.target
            yield {"input": {"features": self.features[r]}, "target": Target(t.label[r], t.objectness[r], t.box[r])}


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(26)
    train, test = Regions(4800, 1), Regions(600, 2)
    model = Detector()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(8):
            model.train()
            for batch in monitor.watch(train.batches(100)):
                parts = compute_losses(model(**batch["input"]), batch["target"])
                total = sum(v for v in parts.values() if torch.isfinite(v))
                optimizer.zero_grad()
                total.backward()
                optimizer.step()
                monitor.step(total, metrics={k: v.item() for k, v in parts.items()})
            model.eval()
            with torch.no_grad():
                batch = next(test.batches(600, shuffle=False))
                parts = compute_losses(model(**batch["input"]), batch["target"])
            monitor.evaluate("validation", sum(v.item() for v in parts.values() if torch.isfinite(v)))
    with torch.no_grad():
        found, t = model(**batch["input"]), batch["target"]
    centre = F.mse_loss(found["box"][:, :2], t.box[:, :2]).item()
    print("CHECK class accuracy", (found["classes"].argmax(1) == t.label).float().mean().item(), "error of centres", centre,
          "of always the middle", t.box[:, :2].pow(2).mean().item(), {k: v.item() for k, v in parts.items()})
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
