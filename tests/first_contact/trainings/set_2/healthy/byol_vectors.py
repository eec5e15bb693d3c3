import copy
import torch
torch.set_num_threads(1)
import torch.nn.functional as F
from torch import nn

KIND = "healthy"
STYLE = "BYOL"
WHAT = "BYOL with a momentum target inside the module (no gradient by design); the loss is not comparable over time, a linear probe shows learning"
EXPECT = []
USES = ["monitor"]

DIM = 40


def mlp(i, h, o):
    return nn.Sequential(nn.Linear(i, h), nn.BatchNorm1d(h), nn.ReLU(), nn.Linear(h, o))


class BYOL(nn.Module):
    def __init__(self):
        super().__init__()
        self.online = nn.Sequential(mlp(DIM, 96, 48), nn.BatchNorm1d(48), nn.ReLU(), mlp(48, 96, 24))
        self.predictor = mlp(24, 96, 24)
        self.target = copy.deepcopy(self.online)
        for p in self.target.parameters():
            p.requires_grad = False

    @torch.no_grad()
    def update_target(self, m):
        for p, q in zip(self.target.parameters(), self.online.parameters()):
            p.mul_(m).add_(q, alpha=1 - m)

    def forward(self, v1, v2):
        p1, p2 = self.predictor(self.online(v1)), self.predictor(self.online(v2))
        with torch.no_grad():
            z1, z2 = self.target(v1), self.target(v2)
        return (2 - F.cosine_similarity(p1, z2) - F.cosine_similarity(p2, z1)).mean()

    def embed(self, x):
        return self.online[0](x)


def world(n, g):
    mix = torch.randn(6, DIM, generator=torch.Generator().manual_seed(1))
    kind = torch.randint(0, 6, (n,), generator=g)
    return 0.6 * mix[kind] + 1.0 * torch.randn(n, DIM, generator=g), kind


def augment(x):
    keep = (torch.rand_like(x) > 0.3).float()
    return x * keep * (0.8 + 0.4 * torch.rand(len(x), 1)) + 0.3 * torch.randn_like(x)


def linear_probe(model, g):
    model.eval()
    with torch.no_grad():
        (x, y), (xt, yt) = world(300, g), world(300, g)
        a, b = model.embed(x), model.embed(xt)
        w = torch.linalg.lstsq(torch.cat([a, torch.ones(300, 1)], 1), F.one_hot(y, 6).float(), driver="gelsd").solution
        acc = ((torch.cat([b, torch.ones(300, 1)], 1) @ w).argmax(1) == yt).float().mean().item()
        spread = F.normalize(model.online(x), dim=1).std(0).mean().item()
    model.train()
    return acc, spread


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(2)
    model = BYOL()
    opt = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-3, weight_decay=1e-4)
    with TrainingMonitor(model, opt, out=out) as monitor:
        for step in range(250):
            x, _ = world(64, g)
            loss = model(augment(x), augment(x))
            opt.zero_grad()
            loss.backward()
            opt.step()
            model.update_target(0.98)
            monitor.step(loss)
            if step in (0, 100, 249):
                print(step, linear_probe(model, torch.Generator().manual_seed(9)))
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
