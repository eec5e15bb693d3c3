import torch
from torch import nn
import torch.nn.functional as F

torch.set_num_threads(1)

KIND = "bug"
STYLE = "full-batch graph network, node classification with masks, probe on the one batch"
WHAT = ("The four layers multiply by the raw adjacency matrix (sums over some 20 neighbours) where the normalised one was meant: activations grow tenfold from "
        "layer to layer, the first loss is in the thousands, and after the first steps the network is stuck at guessing.")
EXPECT = ["initial-variance", "odd-initial-loss"]
USES = ["probe", "monitor"]
BUG = True

N, CLASSES = 500, 4


def graph():
    g = torch.Generator().manual_seed(70)
    y = torch.randint(CLASSES, (N,), generator=g)
    same = y[:, None] == y[None]
    p = torch.where(same, 0.12, 0.02)
    a = (torch.rand(N, N, generator=g) < p).float().triu(1)
    a = a + a.T
    x = F.one_hot(y, CLASSES).float() + 1.5 * torch.randn(N, CLASSES, generator=g)
    x = torch.cat([x, torch.randn(N, 12, generator=g)], 1)
    train = torch.rand(N, generator=g) < 0.4
    return x, a, y, train


class GCN(nn.Module):
    def __init__(self, adjacency, width=32, depth=4):
        super().__init__()
        a = adjacency + torch.eye(len(adjacency))
        degree = a.sum(1)
        normalised = a / (degree[:, None] * degree[None]).sqrt()
        self.register_buffer("a", a if BUG else normalised)
        sizes = [16] + [width] * (depth - 1) + [CLASSES]
        self.layers = nn.ModuleList(nn.Linear(i, o) for i, o in zip(sizes, sizes[1:]))

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(self.a @ x)
            if i + 1 < len(self.layers):
                x = F.relu(x)
        return x


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    x, a, y, train = graph()
    torch.manual_seed(17)
    model = GCN(a)
    masked = torch.where(train, y, torch.tensor(-100))

    def criterion(logits, target):
        return F.cross_entropy(logits, target, ignore_index=-100)

    probed = dataaudit.probe(model, [(x, masked)], criterion=criterion)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.8)
    with TrainingMonitor(model, optimizer, out=out, probe=probed) as monitor:
        for epoch in range(800):
            model.train()
            loss = criterion(model(x), masked)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            monitor.step(loss)
            if epoch % 20 == 19:
                model.eval()
                with torch.no_grad():
                    logits = model(x)[~train]
                accuracy = (logits.argmax(1) == y[~train]).float().mean().item()
                monitor.evaluate("validation", F.cross_entropy(logits, y[~train]).item(), accuracy=accuracy)
    print("CHECK accuracy on other nodes", accuracy, "loss", F.cross_entropy(logits, y[~train]).item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
