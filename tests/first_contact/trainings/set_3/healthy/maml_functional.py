import torch

torch.set_num_threads(1)
import math

from torch import nn
from torch.func import functional_call, grad, vmap

KIND = "healthy"
STYLE = "meta-learning with inner loops, torch.func (functional)"
WHAT = "MAML on sine waves with functional_call, grad and vmap: the logged loss is that after one inner step on new tasks, so it is noisy and falls slowly (odd but sound)."
EXPECT = []
USES = ["monitor"]


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(61)
    model = nn.Sequential(nn.Linear(1, 40), nn.Tanh(), nn.Linear(40, 40), nn.Tanh(), nn.Linear(40, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)

    def task_loss(parameters, x, y):
        return ((functional_call(model, parameters, (x,)) - y) ** 2).mean()

    def adapted_loss(parameters, xs, ys, xq, yq):
        g = grad(task_loss)(parameters, xs, ys)
        fast = {name: p - 0.05 * g[name] for name, p in parameters.items()}
        return task_loss(fast, xq, yq)

    def tasks(n):
        amplitude = 0.5 + 2.5 * torch.rand(n, 1, 1)
        phase = math.pi * torch.rand(n, 1, 1)
        x = 10 * torch.rand(n, 20, 1) - 5
        y = amplitude * torch.sin(x + phase)
        return x[:, :10], y[:, :10], x[:, 10:], y[:, 10:]

    held = tasks(200)
    values = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for iteration in range(1000):
            parameters = dict(model.named_parameters())
            loss = vmap(adapted_loss, in_dims=(None, 0, 0, 0, 0))(parameters, *tasks(25)).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss)
            values.append(loss.item())
            if (iteration + 1) % 100 == 0:
                fixed = {name: p.detach() for name, p in model.named_parameters()}
                value = vmap(adapted_loss, in_dims=(None, 0, 0, 0, 0))(fixed, *held).mean().item()
                monitor.evaluate("validation", value)
    print("CHECK", sum(values[:20]) / 20, sum(values[-50:]) / 50, "val", value)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
