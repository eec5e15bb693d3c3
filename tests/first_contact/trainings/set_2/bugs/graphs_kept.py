import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "graphs kept in a list"
WHAT = "a denoising autoencoder that appends the loss on a held-out batch to a list at every step, without no_grad or item(): all graphs stay in memory"
EXPECT = ["memory-growth", "memory-risk"]
USES = ["monitor"]


class DenoisingAutoencoder(nn.Module):
    def __init__(self, dim=100):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(dim, 256), nn.ReLU(), nn.Linear(256, 32))
        self.decoder = nn.Sequential(nn.Linear(32, 256), nn.ReLU(), nn.Linear(256, dim))

    def forward(self, x):
        return self.decoder(self.encoder(x + 0.3 * torch.randn_like(x)))


def signals(n):
    t = torch.linspace(0, 1, 100)
    f = 1 + 4 * torch.rand(n, 1)
    phase = 6.28 * torch.rand(n, 1)
    return torch.sin(6.28 * f * t + phase)


def main(out):
    torch.manual_seed(0)
    loader = DataLoader(TensorDataset(signals(2000)), batch_size=50, shuffle=True)
    held_out = signals(400)
    model = DenoisingAutoencoder()
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    train_history, held_out_history = [], []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(6):
            for (x,) in monitor.watch(loader):
                loss = criterion(model(x), x)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
                train_history.append(loss)
                held_out_history.append(criterion(model(held_out), held_out))
            print(epoch, sum(held_out_history[-40:]) / 40)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
