import math
import torch
torch.set_num_threads(1)
from torch import nn

KIND = "healthy"
STYLE = "PINN with LBFGS"
WHAT = "a physics-informed net solves u'' + u = -(4 pi^2 - 1) sin(2 pi x) with L-BFGS and closures; the loss falls over many powers of ten, no data"
EXPECT = []
USES = ["monitor"]


class PINN(nn.Module):
    def __init__(self, width=20, depth=2):
        super().__init__()
        layers = [nn.Linear(1, width), nn.Tanh()]
        for _ in range(depth - 1):
            layers += [nn.Linear(width, width), nn.Tanh()]
        self.net = nn.Sequential(*layers, nn.Linear(width, 1))
        for m in self.net:
            if isinstance(m, nn.Linear):
                nn.init.xavier_normal_(m.weight)
                nn.init.zeros_(m.bias)

    def forward(self, x):
        return self.net(2 * x - 1)


def residual(model, x):
    x = x.requires_grad_(True)
    u = model(x)
    (ux,) = torch.autograd.grad(u.sum(), x, create_graph=True)
    (uxx,) = torch.autograd.grad(ux.sum(), x, create_graph=True)
    return uxx + u + (4 * math.pi ** 2 - 1) * torch.sin(2 * math.pi * x)    # u = sin(2 pi x)


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    model = PINN()
    interior = torch.linspace(0, 1, 64).unsqueeze(1)
    boundary = torch.tensor([[0.0], [1.0]])
    optimizer = torch.optim.LBFGS(model.parameters(), lr=1.0, max_iter=3, history_size=30, line_search_fn="strong_wolfe")
    parts = {}

    def closure():
        optimizer.zero_grad()
        parts["pde"] = residual(model, interior.clone()).pow(2).mean() / 100
        parts["bc"] = 10 * model(boundary).pow(2).mean()
        loss = parts["pde"] + parts["bc"]
        loss.backward()
        return loss

    x = torch.linspace(0, 1, 200).unsqueeze(1)
    exact = torch.sin(2 * math.pi * x)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for step in range(150):
            loss = optimizer.step(closure)
            monitor.step(loss, metrics={k: v.item() for k, v in parts.items()})
            if step % 50 == 49:
                with torch.no_grad():
                    monitor.evaluate("exact solution", (model(x) - exact).pow(2).mean())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
