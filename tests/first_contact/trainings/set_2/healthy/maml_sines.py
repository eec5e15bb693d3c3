import math
import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.func import functional_call, grad, vmap

KIND = "healthy"
STYLE = "MAML"
WHAT = "second-order MAML on sine waves with torch.func: the reported loss is that after one inner step on new tasks, very noisy, and above zero in the end"
EXPECT = []
USES = ["monitor"]

INNER = 0.05


def tasks(n, g, k=10):
    amp = 0.5 + 2.5 * torch.rand(n, 1, 1, generator=g)
    phase = math.pi * torch.rand(n, 1, 1, generator=g)
    x = 10 * torch.rand(n, 2 * k, 1, generator=g) - 5
    y = amp * torch.sin(x - phase)
    return x[:, :k], y[:, :k], x[:, k:], y[:, k:]


class Regressor(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1))

    def forward(self, x):
        return self.net(x)


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(1)
    model = Regressor()
    meta_opt = torch.optim.Adam(model.parameters(), lr=4e-3)

    def mse(params, x, y):
        return ((functional_call(model, params, (x,)) - y) ** 2).mean()

    def adapted_loss(params, xs, ys, xq, yq):
        g_inner = grad(mse)(params, xs, ys)
        fast = {k: p - INNER * g_inner[k] for k, p in params.items()}
        return mse(fast, xq, yq)

    batched = vmap(adapted_loss, in_dims=(None, 0, 0, 0, 0))
    held_out = tasks(200, torch.Generator().manual_seed(2))
    with TrainingMonitor(model, meta_opt, out=out) as monitor:
        for it in range(300):
            loss = batched(dict(model.named_parameters()), *tasks(12, g)).mean()
            meta_opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 10.0)
            meta_opt.step()
            monitor.step(loss)
            if it % 60 == 59:
                with torch.no_grad():
                    after = batched({k: p.detach() for k, p in model.named_parameters()}, *held_out).mean()
                monitor.evaluate("new tasks", after)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
