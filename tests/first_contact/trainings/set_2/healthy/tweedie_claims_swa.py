import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.optim.swa_utils import SWALR, AveragedModel
from torch.utils.data import DataLoader, TensorDataset

KIND = "healthy"
STYLE = "Tweedie regression, SWA"
WHAT = "pure premiums in euros (80 % zeros, a few thousands) by Tweedie deviance with log link and bias at log(mean); SWA in the last third; probe first"
EXPECT = []
USES = ["probe", "monitor"]


def policies(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 6, generator=g)
    rate = torch.exp(-1.9 + 0.9 * x[:, 0] - 0.7 * x[:, 1] + 0.3 * x[:, 2] * x[:, 0])
    count = torch.poisson(rate, generator=g)
    size = 800 * torch.exp(0.4 * x[:, 3] + 0.4 * torch.randn(n, generator=g))
    return TensorDataset(x, count * size)


class TweedieLoss(nn.Module):
    def __init__(self, p=1.5):
        super().__init__()
        self.p = p

    def forward(self, log_mean, y):
        log_mean, p = log_mean.squeeze(-1), self.p
        return (-y * torch.exp((1 - p) * log_mean) / (1 - p) + torch.exp((2 - p) * log_mean) / (2 - p)).mean()


def build(mean):
    net = nn.Sequential(nn.Linear(6, 32), nn.SiLU(), nn.Linear(32, 32), nn.SiLU(), nn.Linear(32, 1))
    nn.init.constant_(net[-1].bias, torch.log(mean).item())
    return net


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    data = policies(12000, 0)
    train, val = DataLoader(data, batch_size=128, shuffle=True), DataLoader(policies(6000, 1), batch_size=1000)
    net, criterion = build(data.tensors[1].mean()), TweedieLoss()
    result = dataaudit.probe(net, train, criterion=criterion, validation=val)
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    averaged, swa = AveragedModel(net), SWALR(opt, swa_lr=1e-3, anneal_epochs=1)
    with TrainingMonitor(net, opt, out=out, probe=result) as monitor:
        for epoch in range(5):
            net.train()
            for x, y in monitor.watch(train):
                loss = criterion(net(x), y)
                opt.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(net.parameters(), 50.0)
                opt.step()
                monitor.step(loss)
            if epoch >= 3:
                averaged.update_parameters(net)
                swa.step()
            net.eval()
            with torch.no_grad():
                monitor.evaluate("validation", sum(criterion(net(x), y) for x, y in val) / len(val))
    with torch.no_grad():
        print("SWA", (sum(criterion(averaged(x), y) for x, y in val) / len(val)).item())
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
