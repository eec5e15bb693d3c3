import torch

torch.set_num_threads(1)
from torch import nn

KIND = "healthy"
STYLE = "survival analysis with a custom loss (Cox partial likelihood)"
WHAT = "DeepSurv: the loss of a row is a log-softmax over its risk set in the batch, so it starts near the log of the batch size, falls only a little, and rows depend on each other in the loss (odd but sound)."
EXPECT = []
USES = ["monitor"]


def cox(risk, time, event):
    order = time.argsort(descending=True)
    risk, event = risk[order], event[order]
    return -((risk - risk.logcumsumexp(0)) * event).sum() / event.sum()


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(101)
    n = 4800
    x = torch.randn(n, 8)
    hazard = torch.exp(1.2 * x[:, 0] - 0.9 * x[:, 1] + 0.8 * x[:, 2] * x[:, 3] + 0.5 * x[:, 4].abs())
    life = -torch.log(torch.rand(n)) / hazard
    censor = 3 * torch.rand(n)
    time, event = torch.minimum(life, censor), (life <= censor).float()
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:4096], time[:4096], event[:4096]), batch_size=128, shuffle=True, drop_last=True)
    held = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[4096:], time[4096:], event[4096:]), batch_size=128, drop_last=True)
    model = nn.Sequential(nn.Linear(8, 48), nn.SELU(), nn.Dropout(0.1), nn.Linear(48, 32), nn.SELU(), nn.Linear(32, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    values, evaluations = [], []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(14):
            model.train()
            for features, when, happened in monitor.watch(loader):
                loss = cox(model(features).squeeze(1), when, happened)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
                values.append(loss.item())
            model.eval()
            with torch.no_grad():
                parts = [cox(model(f).squeeze(1), t, e).item() for f, t, e in held]
            evaluations.append(sum(parts) / len(parts))
            monitor.evaluate("validation", evaluations[-1])
    print("CHECK", sum(values[:5]) / 5, sum(values[-30:]) / 30, "val", [round(v, 3) for v in evaluations])
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
