import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

import dataaudit

torch.set_num_threads(1)

KIND = "bug"
STYLE = "(N,1) against (N,)"
WHAT = "a 1-d CNN regressor returns (N, 1), the targets are (N,): MSE broadcasts to (N, N) and the model learns the mean"
EXPECT = ["target-shape", "underfitting", "input-ignored"]
USES = ["probe"]


class HeartRateNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv1d(1, 16, 5, padding=2)
        self.conv2 = nn.Conv1d(16, 32, 5, padding=2)
        self.pool = nn.AdaptiveAvgPool1d(4)
        self.fc = nn.Linear(128, 1)

    def forward(self, x):
        x = F.max_pool1d(F.relu(self.conv1(x)), 2)
        x = self.pool(F.relu(self.conv2(x)))
        return self.fc(x.flatten(1))


def waves(n=1000):
    g = torch.Generator().manual_seed(12)
    rate = 0.5 + 1.5 * torch.rand(n, generator=g)
    t = torch.linspace(0, 10, 80)
    signal = torch.sin(6.28 * rate[:, None] * t / 2 + 6.28 * torch.rand(n, 1, generator=g)) + 0.1 * torch.randn(n, 80, generator=g)
    return signal.unsqueeze(1), (rate - rate.mean()) / rate.std()


def main(out):
    torch.manual_seed(0)
    x, y = waves()
    train = DataLoader(TensorDataset(x[:800], y[:800]), batch_size=40, shuffle=True)
    val = DataLoader(TensorDataset(x[800:], y[800:]), batch_size=40)
    model = HeartRateNet()
    result = dataaudit.probe(model, train, criterion=nn.MSELoss(), validation=val)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]
