import torch
torch.set_num_threads(1)
import torch.nn as nn
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "PINN, LBFGS closure"
WHAT = "A physics-informed network solves u'' = -u' - 4 u with given start by LBFGS with a closure; full batch, loss falls by powers of ten."
EXPECT = []
USES = ["monitor"]


class FCN(nn.Module):
    def __init__(self, hidden=32, layers=2):
        super().__init__()
        self.fcs = nn.Sequential(nn.Linear(1, hidden), nn.Tanh())
        self.fch = nn.Sequential(*[nn.Sequential(nn.Linear(hidden, hidden), nn.Tanh()) for _ in range(layers)])
        self.fce = nn.Linear(hidden, 1)

    def forward(self, t):
        return self.fce(self.fch(self.fcs(t)))


def grad(u, t):
    return torch.autograd.grad(u, t, torch.ones_like(u), create_graph=True)[0]


def physics_loss(model, t):
    u = model(t)
    du = grad(u, t)
    return (grad(du, t) + du + 4 * u).pow(2).mean()


def start_loss(model):
    t0 = torch.zeros(1, 1, requires_grad=True)
    u0 = model(t0)
    return (u0 - 1).pow(2).sum() + grad(u0, t0).pow(2).sum()


def exact(t):
    w = (4 - 0.25) ** 0.5
    return torch.exp(-t / 2) * (torch.cos(w * t) + 0.5 / w * torch.sin(w * t))


def main(out):
    torch.manual_seed(123)
    model = FCN()
    t = torch.linspace(0, 4, 48)[:, None].requires_grad_(True)
    optimizer = torch.optim.LBFGS(model.parameters(), lr=1.0, max_iter=3, history_size=50, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = physics_loss(model, t) + 10 * start_loss(model)
        loss.backward()
        return loss

    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for step in range(150):
            loss = optimizer.step(closure)          # the loss before the step
            monitor.step(loss)
    with torch.no_grad():
        print("largest error of the solution", (model(t) - exact(t)).abs().max().item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
