import torch
torch.set_num_threads(1)
from torch import nn
from torch.utils.data import DataLoader, IterableDataset

KIND = "healthy"
STYLE = "streaming, one-row batches"
WHAT = "online quantile regression of waiting times, one row per step from an endless stream, plain SGD with a decaying rate; the loss of single rows is very noisy"
EXPECT = []
USES = ["probe", "monitor"]

QUANTILES = torch.tensor([0.1, 0.5, 0.9])


class WaitingTimes(IterableDataset):
    def __init__(self, seed):
        self.seed = seed

    def __iter__(self):
        g = torch.Generator().manual_seed(self.seed)
        while True:
            x = torch.randn(4, generator=g)
            scale = torch.exp(0.5 * x[0] - 0.3 * x[1])
            yield x, (2 * x[0] - 1.5 * x[2] + scale * torch.randn((), generator=g)).reshape(1)


class QuantileNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.mid, self.gaps = nn.Sequential(nn.Linear(4, 32), nn.Tanh()), nn.Linear(32, 1), nn.Linear(32, 2)

    def forward(self, x):
        h = self.hidden(x)
        m, gap = self.mid(h), nn.functional.softplus(self.gaps(h))
        return torch.cat([m - gap[:, :1], m, m + gap[:, 1:]], 1)   # never cross


def pinball(pred, y):
    err = y - pred
    return torch.maximum(QUANTILES * err, (QUANTILES - 1) * err).mean()


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    stream = DataLoader(WaitingTimes(0), batch_size=1)
    model = QuantileNet()
    result = dataaudit.probe(model, stream, criterion=pinball)
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    sched = torch.optim.lr_scheduler.LambdaLR(opt, lambda s: 1 / (1 + s / 150))
    xt, yt = next(iter(DataLoader(WaitingTimes(9), batch_size=400)))
    with TrainingMonitor(model, opt, out=out, probe=result) as monitor:
        for step, (x, y) in enumerate(monitor.watch(stream)):
            if step == 600:
                break
            loss = pinball(model(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            sched.step()
            monitor.step(loss)
            if step % 100 == 99:
                with torch.no_grad():
                    p = model(xt)
                    monitor.evaluate("hold-out", pinball(p, yt), coverage_80=((yt > p[:, :1]) & (yt < p[:, 2:])).float().mean().item())
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
