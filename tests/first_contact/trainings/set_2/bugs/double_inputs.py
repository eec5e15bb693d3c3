import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

import dataaudit

torch.set_num_threads(1)

KIND = "bug"
STYLE = "wrong dtype"
WHAT = "NumPy features (float64) go to a float32 autoencoder-style forecaster by torch.from_numpy: 'mat1 and mat2 must have the same dtype'"
EXPECT = ["failing-step"]
USES = ["probe"]


def windows(length=1200, width=24, horizon=4):
    rng = np.random.default_rng(3)
    t = np.arange(length)
    series = np.sin(2 * np.pi * t / 24) + 0.3 * np.sin(2 * np.pi * t / 7) + rng.normal(scale=0.1, size=length)
    X = np.stack([series[i:i + width] for i in range(length - width - horizon)])
    y = np.stack([series[i + width:i + width + horizon] for i in range(length - width - horizon)])
    return X, y


class Forecaster(nn.Module):
    def __init__(self, width=24, horizon=4):
        super().__init__()
        self.encode = nn.Sequential(nn.Linear(width, 48), nn.ReLU(), nn.Linear(48, 12))
        self.decode = nn.Sequential(nn.ReLU(), nn.Linear(12, 48), nn.ReLU(), nn.Linear(48, horizon))

    def forward(self, x):
        return self.decode(self.encode(x))


def main(out):
    torch.manual_seed(0)
    X, y = windows()
    split = int(0.8 * len(X))
    train_ds = TensorDataset(torch.from_numpy(X[:split]), torch.from_numpy(y[:split]))
    test_ds = TensorDataset(torch.from_numpy(X[split:]), torch.from_numpy(y[split:]))
    train_dl = DataLoader(train_ds, batch_size=32, shuffle=True)
    result = dataaudit.probe(Forecaster(), train_dl, criterion=nn.L1Loss(), validation=DataLoader(test_ds, batch_size=32))
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]
