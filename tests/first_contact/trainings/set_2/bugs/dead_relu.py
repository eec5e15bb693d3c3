import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

import dataaudit
from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "dead ReLUs"
WHAT = "an autoencoder whose hidden biases start at -3 ('for sparsity'): nearly all hidden ReLU units output zero for every row and stay dead"
EXPECT = ["dead-units", "odd-activations", "odd-weights", "underfitting", "single-batch-failed", "initial-variance", "input-ignored", "vanishing-gradients"]
USES = ["probe", "monitor"]


class SparseAutoencoder(nn.Module):
    def __init__(self, n_in=32, n_hidden=64, n_code=24):
        super().__init__()
        self.enc1 = nn.Linear(n_in, n_hidden)
        self.enc2 = nn.Linear(n_hidden, n_code)
        self.dec1 = nn.Linear(n_code, n_hidden)
        self.dec2 = nn.Linear(n_hidden, n_in)
        self.relu = nn.ReLU()
        for layer in (self.enc1, self.enc2, self.dec1):
            nn.init.constant_(layer.bias, -3.0)

    def encode(self, x):
        return self.relu(self.enc2(self.relu(self.enc1(x))))

    def forward(self, x):
        return self.dec2(self.relu(self.dec1(self.encode(x))))


class Spectra(torch.utils.data.Dataset):
    def __init__(self, n=1500):
        g = torch.Generator().manual_seed(9)
        basis = torch.randn(6, 32, generator=g)
        self.x = torch.randn(n, 6, generator=g) @ basis / 6**0.5 + 0.05 * torch.randn(n, 32, generator=g)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.x[i]


def main(out):
    torch.manual_seed(0)
    loader = DataLoader(Spectra(), batch_size=50, shuffle=True)
    model, mse = SparseAutoencoder(), nn.MSELoss()
    result = dataaudit.probe(model, loader, criterion=mse)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    with TrainingMonitor(model, optimizer, out=out, probe=result) as monitor:
        for epoch in range(10):
            for x, target in monitor.watch(loader):
                loss = mse(model(x), target)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    findings = [*result.findings, *monitor.diagnose().findings]
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
