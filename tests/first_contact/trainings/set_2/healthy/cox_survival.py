import torch
torch.set_num_threads(1)
import torch.nn as nn

KIND = "healthy"
STYLE = "Cox survival"
WHAT = "DeepSurv on 1000 patients, full batch: the partial likelihood starts near 6 and falls only by about 0.9, which is all there is to gain"
EXPECT = []
USES = ["monitor"]


def cohort(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 8, generator=g)
    log_risk = 1.0 * x[:, 0] - 0.8 * x[:, 1] + 0.7 * (x[:, 2] ** 2 - 1)
    time = -torch.log(torch.rand(n, generator=g)) * torch.exp(-log_risk)
    censor = -torch.log(torch.rand(n, generator=g)) * 3.0
    return x, torch.minimum(time, censor), (time <= censor).float()


def cox_ph_loss(log_hazard, durations, events):
    order = durations.argsort(descending=True)
    log_hazard, events = log_hazard[order], events[order]
    return -((log_hazard - torch.logcumsumexp(log_hazard, 0)) * events).sum() / events.sum()


def concordance(score, durations, events):
    earlier = (durations[:, None] < durations[None]) & (events[:, None] > 0)
    return (((score[:, None] > score[None]) & earlier).sum() / earlier.sum()).item()


class DeepSurv(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = nn.Sequential(nn.Linear(8, 16), nn.SELU(), nn.Linear(16, 16), nn.SELU(), nn.Linear(16, 1, bias=False))

    def forward(self, x):
        return self.model(x).squeeze(-1)


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(7)
    x, t, e = cohort(1000, 0)
    xv, tv, ev = cohort(400, 1)
    net = DeepSurv()
    opt = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=0.1)
    with TrainingMonitor(net, opt, out=out) as monitor:
        for epoch in range(160):
            loss = cox_ph_loss(net(x), t, e)
            opt.zero_grad()
            loss.backward()
            opt.step()
            monitor.step(loss)
            if epoch % 20 == 19:
                with torch.no_grad():
                    s = net(xv)
                monitor.evaluate("validation", cox_ph_loss(s, tv, ev), c_index=concordance(s, tv, ev))
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
