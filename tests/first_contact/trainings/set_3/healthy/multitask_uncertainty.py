import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "multi-task with learned uncertainty weights"
WHAT = "A shared trunk with a regression and a classification head; the learned log variances make the total loss negative (odd but sound)."
EXPECT = []
USES = ["monitor"]


class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU())
        self.amount = nn.Linear(64, 1)
        self.kind = nn.Linear(64, 4)
        self.log_variance = nn.Parameter(torch.zeros(2))

    def forward(self, x):
        h = self.trunk(x)
        return self.amount(h).squeeze(-1), self.kind(h)


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(9)
    x = torch.randn(4500, 16)
    w = torch.randn(16, 4)
    amount = torch.sin(x[:, 0]) + 0.5 * x[:, 1] * x[:, 2] + 0.05 * torch.randn(4500)
    kind = (x @ w + 0.1 * torch.randn(4500, 4)).argmax(1)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:4000], amount[:4000], kind[:4000]), batch_size=64, shuffle=True)
    model = TwoHeads()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)

    def objective(features, y, k):
        predicted, logits = model(features)
        parts = torch.stack([0.5 * F.mse_loss(predicted, y), F.cross_entropy(logits, k)])
        return (torch.exp(-model.log_variance) * parts + 0.5 * model.log_variance).sum(), parts

    values, evaluations = [], []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(9):
            for features, y, k in monitor.watch(loader):
                loss, parts = objective(features, y, k)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss, metrics={"loss_amount": parts[0], "loss_kind": parts[1]})
                values.append(loss.item())
            with torch.no_grad():
                held, parts = objective(x[4000:], amount[4000:], kind[4000:])
            monitor.evaluate("validation", held.item())
            evaluations.append(round(held.item(), 3))
    print("CHECK", values[0], sum(values[-40:]) / 40, "val", evaluations, parts.tolist())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
