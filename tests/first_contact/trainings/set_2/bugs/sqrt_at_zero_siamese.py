import torch
import torch.nn as nn

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "sqrt at zero"
WHAT = "a siamese net with contrastive loss on (d**2).sum().sqrt(); a pair is now and then a row with itself, so the gradient is NaN"
EXPECT = ["non-finite-gradients", "non-finite-loss", "nan-origin", "odd-activations", "odd-weights"]
USES = ["monitor"]


class SiameseNet(nn.Module):
    def __init__(self, d_in=24, d_out=16):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(d_in, 64), nn.ReLU(), nn.Linear(64, d_out))

    def forward(self, a, b):
        return self.encoder(a), self.encoder(b)


class ContrastiveLoss(nn.Module):
    def __init__(self, margin=2.0):
        super().__init__()
        self.margin = margin

    def forward(self, za, zb, same):
        dist = ((za - zb) ** 2).sum(dim=1).sqrt()
        return (same * dist.pow(2) + (1 - same) * torch.clamp(self.margin - dist, min=0).pow(2)).mean()


def sample_pairs(x, groups, n, g):
    """Half of the pairs are of the same person."""
    i = torch.randint(0, len(x), (n,), generator=g)
    j = torch.randint(0, len(x), (n,), generator=g)
    same = torch.rand(n, generator=g) < 0.5
    for k in range(n):
        if same[k]:
            candidates = torch.nonzero(groups == groups[i[k]]).flatten()
            j[k] = candidates[torch.randint(0, len(candidates), (1,), generator=g)]
    return x[i], x[j], (groups[i] == groups[j]).float()


def main(out):
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(1)
    people = torch.randn(40, 24, generator=g)
    groups = torch.arange(40).repeat_interleave(25)
    x = people[groups] + 0.4 * torch.randn(1000, 24, generator=g)

    net, loss_fn = SiameseNet(), ContrastiveLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    with TrainingMonitor(net, optimizer, out=out) as monitor:
        for step in range(200):
            a, b, same = sample_pairs(x, groups, 32, g)
            za, zb = net(a, b)
            loss = loss_fn(za, zb, same)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
