import copy
import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "BYOL"
WHAT = "BYOL: online network and predictor against a moving-average target without gradients, inside one module; checked by a linear probe."
EXPECT = []
USES = ["monitor"]


def mlp(i, h, o):
    return nn.Sequential(nn.Linear(i, h), nn.BatchNorm1d(h), nn.ReLU(inplace=True), nn.Linear(h, o))


class BYOL(nn.Module):
    def __init__(self, dim=40, tau=0.97):
        super().__init__()
        self.online = nn.Sequential(mlp(dim, 96, 48), mlp(48, 96, 24))
        self.target = copy.deepcopy(self.online)
        self.predictor = mlp(24, 48, 24)
        self.tau = tau
        for p in self.target.parameters():
            p.requires_grad = False

    @torch.no_grad()
    def update_target(self):
        for t, o in zip(self.target.parameters(), self.online.parameters()):
            t.data = self.tau * t.data + (1 - self.tau) * o.data

    def regression(self, a, b):
        prediction = F.normalize(self.predictor(self.online(a)), dim=-1)
        with torch.no_grad():
            goal = F.normalize(self.target(b), dim=-1)
        return 2 - 2 * (prediction * goal).sum(-1).mean()

    def forward(self, a, b):
        return self.regression(a, b) + self.regression(b, a)


def augment(x):
    keep = (torch.rand_like(x) > 0.25).float()
    return x * keep + 0.3 * torch.randn_like(x)


def main(out):
    torch.manual_seed(61)
    y = torch.randint(0, 6, (3840,))
    x = (1.2 * torch.randn(6, 40))[y] + torch.randn(3840, 4) @ torch.randn(4, 40) * 0.5 + 0.3 * torch.randn(3840, 40)
    loader = DataLoader(x, batch_size=128, shuffle=True, drop_last=True)
    model = BYOL()
    optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=1e-3, weight_decay=1e-6)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(9):
            model.train()
            for batch in monitor.watch(loader):
                loss = model(augment(batch), augment(batch))
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                model.update_target()
                monitor.step(loss)
    model.eval()
    with torch.no_grad():
        h = model.online[0](x)
        w = torch.linalg.lstsq(h[:3000], F.one_hot(y[:3000], 6).float()).solution
        print("linear probe", (((h[3000:] @ w).argmax(1)) == y[3000:]).float().mean().item(), "std of features", F.normalize(h, dim=1).std(0).mean().item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
