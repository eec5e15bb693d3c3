import torch
torch.set_num_threads(1)
from torch import autograd, nn
from torch.utils.data import DataLoader, TensorDataset
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "WGAN-GP"
WHAT = "WGAN with gradient penalty on two moons; both monitors get a step when their network has one (three critic steps for one)."
EXPECT = []
USES = ["monitor"]


def two_moons(n):
    t = torch.pi * torch.rand(n)
    up = torch.rand(n) < 0.5
    x = torch.where(up, t.cos(), 1 - t.cos())
    y = torch.where(up, t.sin(), 0.5 - t.sin())
    points = torch.stack([x - 0.5, y - 0.25], 1) + 0.07 * torch.randn(n, 2)
    return points / 0.7


def mlp(i, o, act):
    return nn.Sequential(nn.Linear(i, 64), act(), nn.Linear(64, 64), act(), nn.Linear(64, o))


def gradient_penalty(D, real, fake):
    alpha = torch.rand(real.size(0), 1)
    interpolates = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    scores = D(interpolates)
    (gradients,) = autograd.grad(scores.sum(), interpolates, create_graph=True)
    return ((gradients.norm(2, dim=1) - 1) ** 2).mean()


def infinite(loader):
    while True:
        for (x,) in loader:
            yield x


def main(out, lambda_gp=1.0, n_critic=3, iters=170):
    torch.manual_seed(21)
    data = infinite(DataLoader(TensorDataset(two_moons(5000)), batch_size=100, shuffle=True))
    G, D = mlp(3, 2, nn.ReLU), mlp(2, 1, lambda: nn.LeakyReLU(0.2))
    g_optim = torch.optim.Adam(G.parameters(), lr=2e-3, betas=(0.5, 0.9))
    d_optim = torch.optim.Adam(D.parameters(), lr=2e-3, betas=(0.5, 0.9))
    with TrainingMonitor(D, d_optim, out=out + "/critic") as d_monitor, TrainingMonitor(G, g_optim, out=out + "/generator") as g_monitor:
        for it in range(iters):
            for _ in range(n_critic):
                real = next(data)
                fake = G(torch.randn(len(real), 3)).detach()
                d_loss = D(fake).mean() - D(real).mean() + lambda_gp * gradient_penalty(D, real, fake)
                d_optim.zero_grad()
                d_loss.backward()
                d_optim.step()
                d_monitor.step(d_loss)
            g_loss = -D(G(torch.randn(100, 3))).mean()
            g_optim.zero_grad()
            g_loss.backward()
            g_optim.step()
            g_monitor.step(g_loss)
    with torch.no_grad():
        dist = torch.cdist(G(torch.randn(500, 3)), two_moons(4000)).min(1).values
        print("median distance of a sample to the data", dist.median().item(), "(before: about 1)")
    return [{"name": f.name, "severity": str(f.severity), "message": f.message}
            for m in (d_monitor, g_monitor) for f in m.diagnose().findings]
