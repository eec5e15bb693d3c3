import torch
import torch.nn.functional as F
from torch.func import functional_call

torch.set_num_threads(1)

KIND = "bug"
STYLE = "MAML with functional_call, tasks drawn on the fly, gradients summed over tasks"
WHAT = ("The fast weights of the inner loop are made with .detach().clone().requires_grad_(): the outer loss reaches the copies and "
        "never the meta parameters, so meta-training changes nothing.")
EXPECT = ["missing-gradients", "unchanged-parameters", "not-decreasing"]
USES = ["monitor"]
BUG = True


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = torch.nn.Linear(1, 32)
        self.l2 = torch.nn.Linear(32, 32)
        self.l3 = torch.nn.Linear(32, 1)

    def forward(self, x):
        return self.l3(torch.tanh(self.l2(torch.tanh(self.l1(x)))))


def draw_task(g):
    a = 0.5 + 1.5 * torch.rand(1, generator=g)
    b = torch.rand(1, generator=g) * 1.5

    def points(n):
        x = torch.rand(n, 1, generator=g) * 6 - 3
        return x, a * torch.sin(x + b)

    return points(10), points(10)


def adapt(net, support, lr, steps, create_graph):
    x, y = support
    if BUG:
        fast = {k: p.detach().clone().requires_grad_() for k, p in net.named_parameters()}
    else:
        fast = dict(net.named_parameters())
    for _ in range(steps):
        loss = F.mse_loss(functional_call(net, fast, (x,)), y)
        grads = torch.autograd.grad(loss, list(fast.values()), create_graph=create_graph)
        fast = {k: p - lr * g for (k, p), g in zip(fast.items(), grads)}
    return fast


def meta_test(net, tasks):
    total = 0.0
    for support, (qx, qy) in tasks:
        fast = adapt(net, support, 0.05, 1, False)
        with torch.no_grad():
            total += F.mse_loss(functional_call(net, fast, (qx,)), qy).item()
    return total / len(tasks)


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(4)
    g = torch.Generator().manual_seed(4)
    held_out = [draw_task(torch.Generator().manual_seed(1000 + i)) for i in range(40)]
    net = Net()
    optimizer = torch.optim.Adam(net.parameters(), lr=3e-3)
    before = meta_test(net, held_out)
    with TrainingMonitor(net, optimizer, out=out) as monitor:
        for iteration in range(500):
            optimizer.zero_grad()
            outer = 0.0
            for _ in range(4):
                support, (qx, qy) = draw_task(g)
                fast = adapt(net, support, 0.05, 1, True)
                outer = outer + F.mse_loss(functional_call(net, fast, (qx,)), qy) / 4
            outer.backward()
            optimizer.step()
            monitor.step(outer)
            if iteration % 100 == 99:
                monitor.evaluate("meta-validation", meta_test(net, held_out))
    print("CHECK error after one inner step, before and after meta-training", before, meta_test(net, held_out))
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
