import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "graph network"
WHAT = "A two-layer GCN by hand (edge_index) on one graph with few labelled nodes: the same full batch each step, weight decay and dropout 0.5 as in the paper."
EXPECT = []
USES = ["monitor"]


def gcn_norm(edge_index, n):
    loops = torch.arange(n).repeat(2, 1)
    edge_index = torch.cat([edge_index, loops], 1)
    deg = torch.zeros(n).index_add_(0, edge_index[1], torch.ones(edge_index.shape[1]))
    weight = deg[edge_index[0]].rsqrt() * deg[edge_index[1]].rsqrt()
    return edge_index, weight


class GCNConv(nn.Module):
    def __init__(self, fin, fout):
        super().__init__()
        self.lin = nn.Linear(fin, fout, bias=False)
        self.bias = nn.Parameter(torch.zeros(fout))
        nn.init.xavier_uniform_(self.lin.weight)

    def forward(self, x, edge_index, weight):
        x = self.lin(x)
        src, dst = edge_index
        return torch.zeros_like(x).index_add(0, dst, x[src] * weight[:, None]) + self.bias


class GCN(nn.Module):
    def __init__(self, fin, classes):
        super().__init__()
        self.conv1, self.conv2 = GCNConv(fin, 16), GCNConv(16, classes)

    def forward(self, x, edge_index, weight):
        x = F.dropout(x, p=0.5, training=self.training)
        x = F.relu(self.conv1(x, edge_index, weight))
        x = F.dropout(x, p=0.5, training=self.training)
        return self.conv2(x, edge_index, weight)


def planted_graph(n=500, classes=4, words=120):
    y = torch.randint(0, classes, (n,))
    p = torch.where(y[:, None] == y[None], 0.02, 0.002)
    adj = torch.triu(torch.rand(n, n) < p, 1)
    edge_index = (adj | adj.T).nonzero().T
    topic = torch.rand(classes, words) < 0.1
    x = (torch.rand(n, words) < torch.where(topic[y], 0.15, 0.03)).float()
    return x / x.sum(1, keepdim=True).clamp(min=1), edge_index, y


def main(out):
    torch.manual_seed(42)
    x, edge_index, y = planted_graph()
    edge_index, weight = gcn_norm(edge_index, len(x))
    train_mask = torch.zeros(len(x), dtype=torch.bool)
    for c in range(4):
        train_mask[(y == c).nonzero().flatten()[:20]] = True
    model = GCN(x.shape[1], 4)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=5e-4)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(200):
            model.train()
            optimizer.zero_grad()
            logits = model(x, edge_index, weight)
            loss = F.cross_entropy(logits[train_mask], y[train_mask])
            loss.backward()
            optimizer.step()
            monitor.step(loss)
            if epoch % 40 == 39:
                model.eval()
                with torch.no_grad():
                    acc = (model(x, edge_index, weight).argmax(1) == y)[~train_mask].float().mean().item()
                print(f"epoch {epoch + 1} loss {loss.item():.3f} test accuracy {acc:.3f}")
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
