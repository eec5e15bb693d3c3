import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "sigmoid twice"
WHAT = "A churn model ends in a Sigmoid and is trained with BCEWithLogitsLoss, which applies its own."
EXPECT = ["double-softmax"]
USES = ["probe"]

RATE_POSITIVE = 0.12


class ChurnNet(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(n_features, 64),
            nn.ReLU(),
            nn.Dropout(0.1),
            nn.Linear(64, 32),
            nn.ReLU(),
            nn.Linear(32, 1),
            nn.Sigmoid(),
        )

    def forward(self, x):
        return self.layers(x)


def customers(n, seed):
    g = torch.Generator().manual_seed(seed)
    tenure = torch.randn(n, generator=g)
    calls = torch.randn(n, generator=g)
    fee = torch.randn(n, generator=g)
    rest = torch.randn(n, 9, generator=g)
    score = -1.5 * tenure + 1.2 * calls + 0.8 * fee * (calls > 0) - 2.6
    y = (torch.sigmoid(score) > torch.rand(n, generator=g)).float()
    x = torch.cat([tenure[:, None], calls[:, None], fee[:, None], rest], 1)
    return TensorDataset(x, y[:, None])


def main(out):
    import dataaudit

    torch.manual_seed(0)
    train_loader = DataLoader(customers(3000, 1), batch_size=64, shuffle=True)
    valid_loader = DataLoader(customers(600, 2), batch_size=64)
    model = ChurnNet(12)
    criterion = nn.BCEWithLogitsLoss()
    result = dataaudit.probe(model, train_loader, criterion=criterion, validation=valid_loader)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]
