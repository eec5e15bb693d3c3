import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "contrastive (SimCLR, NT-Xent), cosine schedule"
WHAT = "Two augmented views, in-batch negatives, no labels: rows of a batch are compared with each other by design, and the loss has a floor above zero (odd but sound)."
EXPECT = []
USES = ["monitor"]


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(40, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Linear(128, 64))
        self.projector = nn.Sequential(nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32))

    def forward(self, x):
        return F.normalize(self.projector(self.trunk(x)), dim=1)


def view(x):
    keep = (torch.rand_like(x) > 0.2).float()
    return (x + 0.3 * torch.randn_like(x)) * keep


def nt_xent(a, b, temperature=0.2):
    z = torch.cat([a, b])
    similarity = z @ z.T / temperature
    similarity.fill_diagonal_(float("-inf"))
    n = len(a)
    target = torch.cat([torch.arange(n, 2 * n), torch.arange(n)])
    return F.cross_entropy(similarity, target)


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(5)
    centres = torch.randn(12, 40)
    cluster = torch.randint(0, 12, (3072,))
    mix = torch.randn(12, 40, 40) * 0.05
    data = centres[cluster] + torch.bmm(torch.randn(3072, 1, 40), mix[cluster]).squeeze(1) + 0.8 * torch.randn(3072, 40)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(data), batch_size=128, shuffle=True, drop_last=True)
    model = Encoder()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-4)
    epochs = 20
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * len(loader))
    losses = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(epochs):
            for (x,) in monitor.watch(loader):
                loss = nt_xent(model(view(x)), model(view(x)))
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                optimizer.step()
                schedule.step()
                monitor.step(loss)
                losses.append(loss.item())
    model.eval()
    with torch.no_grad():
        z = F.normalize(model.trunk(data), dim=1)
    near = (z[:500] @ z[500:].T).argmax(1)
    print("CHECK loss", losses[0], sum(losses[-20:]) / 20, "1-NN accuracy", (cluster[500:][near] == cluster[:500]).float().mean().item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
