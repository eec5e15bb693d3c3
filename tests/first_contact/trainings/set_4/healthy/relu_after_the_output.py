import torch
from torch import nn

torch.set_num_threads(1)

KIND = "healthy"
STYLE = "regression with an MLP builder, Huber loss, ReduceLROnPlateau, random minibatches by index"
WHAT = ("The builder puts a ReLU after every layer, the output too, but most targets (log returns of a cooling process) are negative: the output unit is pushed below "
        "zero, outputs 0 for every row and gets no gradient any more.")
EXPECT = []
USES = ["monitor"]
BUG = False


def build_mlp(sizes):
    layers = []
    for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
        layers.append(nn.Linear(a, b))
        if BUG or i + 2 < len(sizes):
            layers.append(nn.ReLU())
    return nn.Sequential(*layers)


def measurements(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.rand(n, 10, generator=g) * 2 - 1
    y = -1.5 - (x[:, 0] * 2).sin() + 0.8 * x[:, 1] * x[:, 2] - 0.5 * x[:, 3].abs() + 0.1 * torch.randn(n, generator=g)
    return x, y.unsqueeze(1)


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(24)
    x, y = measurements(3000, 1)
    vx, vy = measurements(600, 2)
    net = build_mlp([10, 64, 32, 1])
    loss_fn = nn.SmoothL1Loss()
    opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, nesterov=True)
    sched = torch.optim.lr_scheduler.ReduceLROnPlateau(opt, factor=0.5, patience=3)
    with TrainingMonitor(net, opt, out=out) as monitor:
        for epoch in range(12):
            net.train()
            for rows in torch.randperm(len(x)).split(50):
                opt.zero_grad()
                loss = loss_fn(net(x[rows]), y[rows])
                loss.backward()
                opt.step()
                monitor.step(loss)
            net.eval()
            with torch.no_grad():
                value = loss_fn(net(vx), vy).item()
            sched.step(value)
            monitor.evaluate("validation", value)
    with torch.no_grad():
        p = net(vx)
    print("CHECK outputs", p.min().item(), p.max().item(), "R2", 1 - ((p - vy) ** 2).mean().item() / vy.var().item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
