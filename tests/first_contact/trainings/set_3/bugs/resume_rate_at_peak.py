import torch

torch.set_num_threads(1)
import os

from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "checkpoint and resume, cosine schedule with warm-up"
WHAT = "On resume only the weights are loaded: momentum, warm-up and decay are gone, and SGD starts again at almost fifty times the rate, so that the loss jumps up and never comes back."
EXPECT = ["diverging", "loss-spike", "optimiser-spike", "update-ratio", "oscillating", "exploding-gradients", "learning-rate", "dead-units"]
USES = ["monitor"]
BUG = True


def network():
    return nn.Sequential(nn.Linear(16, 96), nn.ReLU(), nn.Linear(96, 96), nn.ReLU(), nn.Linear(96, 1))


def main(out):
    import math

    from dataaudit import TrainingMonitor

    torch.manual_seed(273)
    x = torch.randn(4000, 16)
    y = (torch.sin(2 * x[:, 0]) + x[:, 1] * x[:, 2] + 0.5 * x[:, 3] + 0.05 * torch.randn(4000))[:, None]
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:3600], y[:3600]), batch_size=60, shuffle=True)
    total = 600
    factor = lambda s: min((s + 1) / 60, 0.5 * (1 + math.cos(math.pi * min(1.0, s / total))))
    run, path = os.path.join(str(out), "run"), os.path.join(str(out), "checkpoint.pt")
    values, held = [], []

    def epochs(n, model, optimizer, schedule, monitor):
        for _ in range(n):
            for features, wanted in monitor.watch(loader):
                loss = F.mse_loss(model(features), wanted)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                if schedule is not None:
                    schedule.step()
                monitor.step(loss)
                values.append(loss.item())
            with torch.no_grad():
                held.append(F.mse_loss(model(x[3600:]), y[3600:]).item())
            monitor.evaluate("validation", held[-1])

    model = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
    with TrainingMonitor(model, optimizer, out=run) as monitor:
        epochs(7, model, optimizer, schedule, monitor)
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict(), "step": len(values)}, path)

    saved = torch.load(path)
    model = network()
    model.load_state_dict(saved["model"])
    if BUG:
        optimizer = torch.optim.SGD(model.parameters(), lr=0.3, momentum=0.9)  # the rate of the config for the whole cluster
        schedule = None
    else:
        optimizer = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
    with TrainingMonitor(model, optimizer, out=run, start=saved["step"]) as monitor:
        epochs(3, model, optimizer, schedule, monitor)
    print("CHECK", values[0], sum(values[400:420]) / 20, values[420:432:2], sum(values[-20:]) / 20, "val", [round(v, 3) for v in held])
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
