import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "graph network by hand, full batch, semi-supervised"
WHAT = "A two-layer GCN on a block model: the whole graph is the one batch of every step, nodes see their neighbours, and only labelled nodes count in the loss (odd but sound)."
EXPECT = []
USES = ["monitor"]


class GCN(nn.Module):
    def __init__(self, inputs, hidden, classes):
        super().__init__()
        self.first = nn.Linear(inputs, hidden)
        self.second = nn.Linear(hidden, classes)

    def forward(self, x, a):
        x = F.dropout(x, 0.3, self.training)
        x = F.relu(a @ self.first(x))
        return a @ self.second(F.dropout(x, 0.3, self.training))


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(25)
    n, classes = 600, 4
    label = torch.arange(n) % classes
    same = label[:, None] == label[None]
    edge = torch.rand(n, n) < torch.where(same, 0.045, 0.014)
    edge = (edge.triu(1) | edge.triu(1).T | torch.eye(n, dtype=torch.bool)).float()
    degree = edge.sum(1).rsqrt()
    a = degree[:, None] * edge * degree[None]
    x = 0.3 * torch.randn(classes, 32)[label] + torch.randn(n, 32)
    order = torch.randperm(n)
    train, held = order[:240], order[240:420]
    model = GCN(32, 32, classes)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=5e-3)
    curve = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(250):
            model.train()
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x, a)[train], label[train])
            loss.backward()
            optimizer.step()
            monitor.step(loss)
            if (epoch + 1) % 10 == 0:
                model.eval()
                with torch.no_grad():
                    logits = model(x, a)[held]
                value = F.cross_entropy(logits, label[held]).item()
                accuracy = (logits.argmax(1) == label[held]).float().mean().item()
                monitor.evaluate("validation", value, accuracy=accuracy)
                curve.append(round(value, 3))
    print("CHECK train", loss.item(), "val", curve, accuracy)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
