import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
import dataaudit
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "NLL below zero"
WHAT = "A heteroscedastic network predicts mean and log variance of small quantities (metres); the negative log likelihood goes well below zero."
EXPECT = []
USES = ["probe", "monitor"]


class MeanVariance(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(4, 64), nn.ELU(), nn.Linear(64, 64), nn.ELU())
        self.mu = nn.Linear(64, 1)
        self.log_var = nn.Linear(64, 1)

    def forward(self, x):
        h = self.trunk(x)
        return torch.cat([self.mu(h), self.log_var(h).clamp(-12, 6)], dim=1)


def nll(prediction, target):
    mu, log_var = prediction.unbind(1)
    return 0.5 * (log_var + (target - mu) ** 2 / log_var.exp()).mean() + 0.919


def sensor(n):
    x = torch.rand(n, 4) * 2 - 1
    mean = 0.3 * torch.sin(3 * x[:, 0]) + 0.2 * x[:, 1]
    sd = 0.02 + 0.08 * (x[:, 2] + 1) / 2
    return x, mean + sd * torch.randn(n)


def main(out):
    torch.manual_seed(41)
    train = DataLoader(TensorDataset(*sensor(6000)), batch_size=100, shuffle=True)
    test = DataLoader(TensorDataset(*sensor(1000)), batch_size=500)
    model = MeanVariance()
    result = dataaudit.probe(model, train, criterion=nll, validation=test)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5, gamma=0.3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(8):
            for x, y in monitor.watch(train):
                optimizer.zero_grad()
                loss = nll(model(x), y)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
                optimizer.step()
                monitor.step(loss)
            scheduler.step()
            with torch.no_grad():
                print(epoch, "test nll", sum(nll(model(x), y).item() for x, y in test) / len(test))
    return [{"name": f.name, "severity": str(f.severity), "message": f.message}
            for f in list(result.findings) + list(monitor.diagnose().findings)]
