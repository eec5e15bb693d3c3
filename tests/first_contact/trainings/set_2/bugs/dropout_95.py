import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

import dataaudit

torch.set_num_threads(1)

KIND = "bug"
STYLE = "dropout far too high"
WHAT = "keep_prob = 0.95 of a TensorFlow 1 script was ported as nn.Dropout(0.95): three layers of it leave hardly any signal"
EXPECT = ["heavy-dropout", "eval-mode-mismatch", "single-batch-failed"]
USES = ["probe"]

keep_prob = 0.95


class DrugResponse(nn.Module):
    def __init__(self, n_genes=50, n_classes=3):
        super().__init__()
        self.fc1 = nn.Linear(n_genes, 128)
        self.fc2 = nn.Linear(128, 64)
        self.fc3 = nn.Linear(64, 32)
        self.out = nn.Linear(32, n_classes)
        self.drop1, self.drop2, self.drop3 = (nn.Dropout(keep_prob) for _ in range(3))
        self.act = nn.ReLU()

    def forward(self, x):
        x = self.drop1(self.act(self.fc1(x)))
        x = self.drop2(self.act(self.fc2(x)))
        x = self.drop3(self.act(self.fc3(x)))
        return self.out(x)


def expression(n=1200):
    g = torch.Generator().manual_seed(31)
    y = torch.randint(0, 3, (n,), generator=g)
    signature = torch.randn(3, 50, generator=g)
    return 0.6 * signature[y] + torch.randn(n, 50, generator=g), y


def main(out):
    torch.manual_seed(0)
    x, y = expression()
    train = DataLoader(TensorDataset(x[:1000], y[:1000]), batch_size=50, shuffle=True)
    val = DataLoader(TensorDataset(x[1000:], y[1000:]), batch_size=50)
    result = dataaudit.probe(DrugResponse(), train, criterion=nn.CrossEntropyLoss(), validation=val)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]
