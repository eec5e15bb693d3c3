import torch

torch.set_num_threads(1)
import os

from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "k-fold, focal loss on imbalanced classes, prior as first bias"
WHAT = "Three folds, each a new model with its own monitor; 6 % positives, focal loss with the bias set to the prior, so that the first loss is far below ln 2 (odd but sound)."
EXPECT = []
USES = ["monitor"]


def focal(logit, wanted, alpha=0.5, gamma=2.0):
    p = logit.sigmoid()
    hit = torch.where(wanted > 0, p, 1 - p)
    weight = torch.where(wanted > 0, alpha, 1 - alpha)
    return (weight * (1 - hit) ** gamma * F.binary_cross_entropy_with_logits(logit, wanted, reduction="none")).mean()


def main(out):
    import numpy as np
    from sklearn.metrics import average_precision_score
    from sklearn.model_selection import StratifiedKFold

    from dataaudit import TrainingMonitor

    torch.manual_seed(91)
    n = 6000
    y = (torch.rand(n) < 0.06).float()
    x = torch.randn(n, 14)
    x[y > 0, :4] += torch.tensor([1.6, -1.4, 1.2, 1.0])
    x[y > 0, 4] = x[y > 0, 4].abs()
    findings, report = [], []
    for fold, (train, held) in enumerate(StratifiedKFold(3, shuffle=True, random_state=0).split(np.zeros(n), y.numpy())):
        model = nn.Sequential(nn.Linear(14, 48), nn.ReLU(), nn.Linear(48, 1))
        nn.init.constant_(model[2].bias, -2.75)
        optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.01)
        loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[train], y[train]), batch_size=100, shuffle=True)
        values, evaluations = [], []
        with TrainingMonitor(model, optimizer, out=os.path.join(str(out), f"fold-{fold}")) as monitor:
            for epoch in range(6):
                for features, wanted in monitor.watch(loader):
                    loss = focal(model(features).squeeze(1), wanted)
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                    monitor.step(loss)
                    values.append(loss.item())
                with torch.no_grad():
                    logit = model(x[held]).squeeze(1)
                    loss = focal(logit, y[held])
                monitor.evaluate("validation", loss.item())
                evaluations.append(round(loss.item(), 4))
        report.append((round(sum(values[:10]) / 10, 4), round(sum(values[-40:]) / 40, 4), evaluations, round(average_precision_score(y[held].numpy(), logit.numpy()), 3)))
        findings += monitor.diagnose().findings
    print("CHECK", report)
    return [{"name": f.name, "severity": f.severity} for f in findings]
