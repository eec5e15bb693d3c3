import math
import torch
torch.set_num_threads(1)
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
import dataaudit
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "focal loss"
WHAT = "Fraud detection with 3 % positives, focal loss and a prior bias in the last layer (RetinaNet): the loss begins small and stays small numbers."
EXPECT = []
USES = ["probe", "monitor"]


class FocalLoss(nn.Module):
    def __init__(self, alpha=0.75, gamma=2.0):
        super().__init__()
        self.alpha, self.gamma = alpha, gamma

    def forward(self, logits, targets):
        bce = nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")
        p = torch.sigmoid(logits)
        p_t = p * targets + (1 - p) * (1 - targets)
        alpha_t = self.alpha * targets + (1 - self.alpha) * (1 - targets)
        return (alpha_t * (1 - p_t) ** self.gamma * bce).mean()


class FraudNet(nn.Module):
    def __init__(self, prior=0.03):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(15, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 32), nn.ReLU())
        self.logit = nn.Linear(32, 1)
        nn.init.constant_(self.logit.bias, -math.log((1 - prior) / prior))

    def forward(self, x):
        return self.logit(self.net(x)).squeeze(-1)


def transactions(n):
    x = torch.randn(n, 15)
    score = 1.5 * x[:, 0] + x[:, 1] * x[:, 2] + x[:, 3] + 0.5 * torch.randn(n)
    return x, (score > 4.2).float()


def average_precision(scores, labels):
    hits = labels[scores.argsort(descending=True)]
    precision = hits.cumsum(0) / torch.arange(1, len(hits) + 1)
    return (precision * hits).sum().item() / hits.sum().item()


def main(out):
    torch.manual_seed(7)
    x, y = transactions(30000)
    xv, yv = transactions(6000)
    loader = DataLoader(TensorDataset(x, y), batch_size=256, shuffle=True)
    model, criterion = FraudNet(), FocalLoss()
    result = dataaudit.probe(model, loader, criterion=criterion)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(3):
            model.train()
            for xb, yb in monitor.watch(loader):
                loss = criterion(model(xb), yb)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                print(f"epoch {epoch} average precision {average_precision(model(xv), yv):.3f} (chance {yv.mean():.3f})")
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
