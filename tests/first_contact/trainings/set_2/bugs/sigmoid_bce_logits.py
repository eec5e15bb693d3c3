import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

import dataaudit

torch.set_num_threads(1)

KIND = "bug"
STYLE = "double sigmoid"
WHAT = "a multi-label tagger (5 tags) whose forward ends in torch.sigmoid and whose loss is BCEWithLogitsLoss"
EXPECT = ["double-softmax", "odd-initial-loss"]
USES = ["probe"]


class Tagger(nn.Module):
    def __init__(self, n_features=24, n_tags=5):
        super().__init__()
        self.fc1 = nn.Linear(n_features, 64)
        self.bn = nn.BatchNorm1d(64)
        self.fc2 = nn.Linear(64, n_tags)

    def forward(self, x):
        x = torch.relu(self.bn(self.fc1(x)))
        return torch.sigmoid(self.fc2(x))


def make_loaders(n=2000):
    g = torch.Generator().manual_seed(1)
    x = torch.randn(n, 24, generator=g)
    w = torch.randn(24, 5, generator=g)
    tags = (x @ w > 5).float()
    train = TensorDataset(x[:1600], tags[:1600])
    valid = TensorDataset(x[1600:], tags[1600:])
    return DataLoader(train, batch_size=32, shuffle=True), DataLoader(valid, batch_size=64)


def main(out):
    torch.manual_seed(0)
    train_loader, valid_loader = make_loaders()
    model = Tagger()
    criterion = nn.BCEWithLogitsLoss()
    result = dataaudit.probe(model, train_loader, criterion=criterion, validation=valid_loader)
    for finding in result.findings:
        print(finding.message)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]
