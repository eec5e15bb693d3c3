import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "gradient reversed"
WHAT = "a soft-label cross-entropy written by hand (with label smoothing) without the minus sign: likelihood is minimised"
EXPECT = ["odd-initial-loss", "diverging", "exploding-gradients"]
USES = ["monitor"]


def soft_cross_entropy(logits, soft_targets):
    return (soft_targets * F.log_softmax(logits, dim=-1)).sum(dim=-1).mean()


def smooth(labels, classes, eps=0.1):
    return F.one_hot(labels, classes).float() * (1 - eps) + eps / classes


@torch.no_grad()
def validate(model, x, y):
    model.eval()
    logits = model(x)
    loss = soft_cross_entropy(logits, smooth(y, 6)).item()
    acc = (logits.argmax(-1) == y).float().mean().item()
    model.train()
    return loss, acc


def main(out):
    torch.manual_seed(5)
    centers = torch.randn(6, 20) * 1.2
    y = torch.randint(0, 6, (2400,))
    x = centers[y] + torch.randn(2400, 20)
    x_tr, y_tr, x_va, y_va = x[:2000], y[:2000], x[2000:], y[2000:]
    loader = DataLoader(TensorDataset(x_tr, y_tr), batch_size=50, shuffle=True)

    model = nn.Sequential(nn.Linear(20, 64), nn.GELU(), nn.Linear(64, 6))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(6):
            for xb, yb in monitor.watch(loader):
                loss = soft_cross_entropy(model(xb), smooth(yb, 6))
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            val_loss, val_acc = validate(model, x_va, y_va)
            monitor.evaluate("validation", val_loss, accuracy=val_acc)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
