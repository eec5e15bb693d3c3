import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.func import functional_call
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "meta-learning"
WHAT = "MAML on sine regression with functional_call: the outer loss is that after one inner step, so it begins where a fresh network is and varies with the tasks."
EXPECT = []
USES = ["monitor"]


def make_net():
    return nn.Sequential(nn.Linear(1, 40), nn.Tanh(), nn.Linear(40, 40), nn.Tanh(), nn.Linear(40, 1))


def sample_task():
    amplitude, phase = 0.5 + 1.5 * torch.rand(1), torch.pi * torch.rand(1)
    x = 6 * torch.rand(20, 1) - 3
    y = amplitude * torch.sin(x + phase)
    return (x[:10] / 1.73, y[:10]), (x[10:] / 1.73, y[10:])


def inner_adapt(net, params, support, lr, create_graph=True):
    x, y = support
    loss = nn.functional.mse_loss(functional_call(net, params, (x,)), y)
    grads = torch.autograd.grad(loss, list(params.values()), create_graph=create_graph)
    return {name: p - lr * g for (name, p), g in zip(params.items(), grads)}


def main(out, inner_lr=0.2, meta_batch=4):
    torch.manual_seed(100)
    net = make_net()
    meta_opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    with TrainingMonitor(net, meta_opt, out=out) as monitor:
        for it in range(300):
            outer = 0.0
            for _ in range(meta_batch):
                support, (xq, yq) = sample_task()
                fast = inner_adapt(net, dict(net.named_parameters()), support, inner_lr)
                outer = outer + nn.functional.mse_loss(functional_call(net, fast, (xq,)), yq)
            outer = outer / meta_batch
            meta_opt.zero_grad()
            outer.backward()
            meta_opt.step()
            monitor.step(outer)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
