import math
import torch
from torch import nn

torch.set_num_threads(1)

KIND = "healthy"
STYLE = "functional loop, GRU forecaster, hand-written loss"
WHAT = ("The forecaster returns (batch, 1) and the targets are (batch,): (prediction - target) broadcasts to a batch x batch "
        "table, so the model learns the mean of the batch and forecasts nothing.")
EXPECT = []
USES = ["monitor"]
BUG = False

CONFIG = dict(window=24, hidden=24, batch=64, lr=3e-3, epochs=8)


def make_series(n):
    g = torch.Generator().manual_seed(11)
    t = torch.arange(n).float()
    s = torch.sin(2 * math.pi * t / 17) + 0.6 * torch.sin(2 * math.pi * t / 5.3 + 1) + 0.1 * torch.randn(n, generator=g)
    return (s - s.mean()) / s.std()


def windows(series, w):
    x = series.unfold(0, w + 1, 1)
    return x[:, :w].unsqueeze(-1).contiguous(), x[:, w].contiguous()


class Forecaster(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.gru = nn.GRU(1, hidden, batch_first=True)
        self.out = nn.Linear(hidden, 1)

    def forward(self, x):
        _, h = self.gru(x)
        y = self.out(h[-1])
        return y if BUG else y.squeeze(-1)


def squared_error(prediction, target):
    return ((prediction - target) ** 2).mean()


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(0)
    x, y = windows(make_series(3200), CONFIG["window"])
    train_x, train_y, test_x, test_y = x[:2560], y[:2560], x[2600:], y[2600:]
    model = Forecaster(CONFIG["hidden"])
    optimizer = torch.optim.Adam(model.parameters(), lr=CONFIG["lr"])
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(train_x, train_y), CONFIG["batch"], shuffle=True)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(CONFIG["epochs"]):
            model.train()
            for bx, by in monitor.watch(loader):
                optimizer.zero_grad()
                loss = squared_error(model(bx), by)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                monitor.evaluate("validation", squared_error(model(test_x), test_y).item())
    with torch.no_grad():
        p = model(test_x).reshape(-1)
    print("CHECK R2 on later windows", round(1 - ((p - test_y) ** 2).mean().item() / test_y.var().item(), 3))
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
