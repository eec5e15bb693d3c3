import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

import dataaudit

torch.set_num_threads(1)

KIND = "bug"
STYLE = "NaN in the data"
WHAT = "a tabular regression whose feature matrix has missing values (NaN) in two columns, which nobody filled"
EXPECT = ["non-finite-loss", "nan-origin", "input-scale", "non-finite-gradients", "failing-step"]
USES = ["probe"]


def read_table(n=1500):
    """What pandas would hand over: missing measurements are NaN."""
    rng = np.random.default_rng(4)
    table = rng.normal(size=(n, 9)).astype("float32")
    target = table[:, 0] * 0.5 + table[:, 3] - table[:, 7] ** 2 * 0.3 + rng.normal(scale=0.1, size=n)
    table[rng.random(n) < 0.08, 2] = np.nan
    table[rng.random(n) < 0.03, 5] = np.nan
    return table, target.astype("float32")[:, None]


def normalise(table):
    return (table - np.nanmean(table, axis=0)) / np.nanstd(table, axis=0)


def build_model():
    return nn.Sequential(
        nn.Linear(9, 64), nn.ReLU(), nn.Dropout(0.1),
        nn.Linear(64, 32), nn.ReLU(),
        nn.Linear(32, 1),
    )


def main(out):
    torch.manual_seed(0)
    table, target = read_table()
    dataset = TensorDataset(torch.from_numpy(normalise(table)), torch.from_numpy(target))
    loader = DataLoader(dataset, batch_size=64, shuffle=True)
    result = dataaudit.probe(build_model(), loader, criterion=nn.MSELoss())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]
