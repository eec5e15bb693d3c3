import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "target leaked into features"
WHAT = "A credit default model whose feature table still holds the column 'collection_fee', which is only charged after a default: it solves a noisy problem perfectly."
EXPECT = ["validation-too-good", "zero-loss"]
USES = ["probe", "monitor"]

COLUMNS = ["income", "debt_ratio", "age", "n_loans", "utilisation", "months_employed", "collection_fee"]


def applications(n, seed):
    g = torch.Generator().manual_seed(seed)
    base = torch.randn(n, 6, generator=g)
    risk = 0.9 * base[:, 1] - 0.6 * base[:, 0] + 0.4 * base[:, 4] - 0.5
    default = (torch.sigmoid(risk) > torch.rand(n, generator=g)).float()
    fee = default * (1.5 + 0.2 * torch.randn(n, generator=g))
    return torch.cat([base, fee[:, None]], 1), default


def standardise(x, mean, std):
    return (x - mean) / std


class DefaultModel(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(n_features, 32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 1), nn.Flatten(0)
        )

    def forward(self, x):
        return self.net(x)


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(0)
    x, y = applications(3000, 1)
    xv, yv = applications(600, 2)
    mean, std = x.mean(0), x.std(0)
    loader = DataLoader(TensorDataset(standardise(x, mean, std), y), batch_size=64, shuffle=True)
    validation = DataLoader(TensorDataset(standardise(xv, mean, std), yv), batch_size=64)

    model = DefaultModel(len(COLUMNS))
    criterion = nn.BCEWithLogitsLoss()
    result = dataaudit.probe(model, loader, criterion=criterion, validation=validation)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(6):
            for features, target in monitor.watch(loader):
                loss = criterion(model(features), target)
                loss.backward()
                optimizer.step()
                optimizer.zero_grad()
                monitor.step(loss)
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
