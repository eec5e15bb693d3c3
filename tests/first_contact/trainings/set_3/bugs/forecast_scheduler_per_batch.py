import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "time-series forecast with dilated convolutions"
WHAT = "A StepLR that was meant for epochs (a tenth every 10) is stepped after every batch: the rate is zero for all that matters before the first epoch ends."
EXPECT = ["update-ratio", "plateau", "underfitting", "learning-rate", "not-decreasing"]
USES = ["monitor"]
BUG = True


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(53)
    n, length = 4000, 40
    t = torch.arange(length + 1).float()
    period = 6 + 10 * torch.rand(n, 1)
    series = (1 + torch.rand(n, 1)) * torch.sin(2 * torch.pi * (t / period + torch.rand(n, 1))) + 0.1 * torch.randn(n, length + 1)
    x, y = series[:, None, :-1], series[:, -1:]
    model = nn.Sequential(nn.Conv1d(1, 24, 3, dilation=1), nn.ReLU(), nn.Conv1d(24, 24, 3, dilation=2), nn.ReLU(), nn.Conv1d(24, 24, 3, dilation=4), nn.ReLU(), nn.Flatten(), nn.Linear(24 * 26, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10, gamma=0.1)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:3500], y[:3500]), batch_size=50, shuffle=True)
    values = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(8):
            for past, following in monitor.watch(loader):
                loss = F.mse_loss(model(past), following)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                if BUG:
                    schedule.step()
                monitor.step(loss)
                values.append(loss.item())
            if not BUG:
                schedule.step()
            with torch.no_grad():
                monitor.evaluate("validation", F.mse_loss(model(x[3500:]), y[3500:]).item())
    print("CHECK", values[0], values[40], sum(values[-30:]) / 30, "variance", y.var().item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
