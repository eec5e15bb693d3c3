import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F

KIND = "healthy"
STYLE = "graph net, early stopping"
WHAT = "transductive two-layer GCN on one graph (full batch, 60 labelled nodes of 300), evaluated every 5 epochs, stopped early and restored to the best state"
EXPECT = []
USES = ["monitor"]


def citation_graph(n=300, classes=4, seed=0):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, classes, (n,), generator=g)
    same = y[:, None] == y[None]
    a = (torch.rand(n, n, generator=g) < torch.where(same, 0.05, 0.006)).float().triu(1)
    a = a + a.t() + torch.eye(n)
    d = a.sum(1).rsqrt()
    x = (torch.rand(n, 60, generator=g) < 0.05).float()
    own = torch.arange(60)[None] % classes == y[:, None]
    x = torch.maximum(x, (own & (torch.rand(n, 60, generator=g) < 0.12)).float())
    order = torch.randperm(n, generator=g)
    return d[:, None] * a * d[None], x / x.sum(1, keepdim=True).clamp(min=1), y, order[:60], order[60:150], order[150:]


class GCN(nn.Module):
    def __init__(self, i, h, o):
        super().__init__()
        self.lin1, self.lin2 = nn.Linear(i, h), nn.Linear(h, o)

    def forward(self, a, x):
        x = F.relu(a @ self.lin1(F.dropout(x, 0.3, self.training)))
        return a @ self.lin2(F.dropout(x, 0.3, self.training))


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    a, x, y, train_idx, val_idx, test_idx = citation_graph()
    model = GCN(60, 32, 4)
    opt = torch.optim.Adam([{"params": model.lin1.parameters(), "weight_decay": 5e-3}, {"params": model.lin2.parameters(), "weight_decay": 0}], lr=1e-2)
    best, patience, state = float("inf"), 0, None
    with TrainingMonitor(model, opt, out=out) as monitor:
        for epoch in range(1, 401):
            model.train()
            loss = F.cross_entropy(model(a, x)[train_idx], y[train_idx])
            opt.zero_grad()
            loss.backward()
            opt.step()
            monitor.step(loss)
            if epoch % 5 == 0:
                model.eval()
                with torch.no_grad():
                    logits = model(a, x)[val_idx]
                val = F.cross_entropy(logits, y[val_idx]).item()
                monitor.evaluate("validation", val, accuracy=(logits.argmax(1) == y[val_idx]).float().mean().item())
                if val < best - 1e-4:
                    best, patience, state = val, 0, {k: v.clone() for k, v in model.state_dict().items()}
                else:
                    patience += 1
                    if patience == 6:
                        break
    model.load_state_dict(state)
    model.eval()
    with torch.no_grad():
        print("epochs", epoch, "test accuracy", (model(a, x)[test_idx].argmax(1) == y[test_idx]).float().mean().item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
