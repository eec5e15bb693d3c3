import torch
torch.set_num_threads(1)
import torch.nn as nn
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "Cox partial likelihood"
WHAT = "DeepSurv: Cox partial likelihood over the risk sets of a batch with censoring; the head has no bias since the likelihood ignores a constant."
EXPECT = []
USES = ["monitor"]


class DeepSurv(nn.Module):
    def __init__(self, n_in, hidden=32):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_in, hidden), nn.SELU(), nn.Linear(hidden, hidden), nn.SELU(), nn.Linear(hidden, 1, bias=False))

    def forward(self, x):
        return self.net(x).squeeze(1)


def neg_partial_log_likelihood(risk, time, event):
    order = time.argsort(descending=True)
    risk, event = risk[order], event[order]
    return -((risk - torch.logcumsumexp(risk, 0)) * event).sum() / event.sum()


def concordance(risk, time, event):
    earlier = (time[:, None] < time[None]) & event[:, None].bool()
    return (risk[:, None] > risk[None])[earlier].float().mean().item()


def simulate_patients(n):
    x = torch.randn(n, 8)
    log_hazard = 0.9 * x[:, 0] - 0.7 * x[:, 1] + 0.8 * x[:, 2] * x[:, 3]
    death = -torch.log(torch.rand(n)) / log_hazard.exp()
    censor = -torch.log(torch.rand(n)) * 2.5
    return x, torch.minimum(death, censor), (death <= censor).float()


def main(out):
    torch.manual_seed(30)
    x, time, event = simulate_patients(4000)
    vx, vt, ve = simulate_patients(800)
    net = DeepSurv(8)
    optimizer = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-2)
    with TrainingMonitor(net, optimizer, out=out) as monitor:
        for epoch in range(12):
            for index in torch.randperm(len(x)).split(128):
                loss = neg_partial_log_likelihood(net(x[index]), time[index], event[index])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            with torch.no_grad():
                print(epoch, "c-index", round(concordance(net(vx), vt, ve), 4))
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
