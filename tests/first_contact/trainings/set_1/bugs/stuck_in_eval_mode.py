import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

torch.set_num_threads(1)

KIND = "bug"
STYLE = "train() forgotten"
WHAT = "model.train() is called once before the loop and model.eval() at each evaluation: after the first, dropout and BatchNorm stay off."
EXPECT = ["eval-mode-mismatch", "overfitting"]
USES = ["monitor"]


def get_dataset(n=1200, d=40):
    g = torch.Generator().manual_seed(21)
    x = torch.randn(n, d, generator=g) * 2 + 1
    logits = x[:, 0] - x[:, 1] + x[:, 2] * x[:, 3] / 2
    y = (torch.sigmoid(logits) > torch.rand(n, generator=g)).float()
    return TensorDataset(x, y)


class Classifier(nn.Module):
    def __init__(self, d=40, h=128):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(d, h), nn.BatchNorm1d(h), nn.ReLU(), nn.Dropout(0.5),
            nn.Linear(h, h), nn.BatchNorm1d(h), nn.ReLU(), nn.Dropout(0.5),
            nn.Linear(h, 1),
        )

    def forward(self, x):
        return self.layers(x).squeeze(1)


@torch.no_grad()
def evaluate(model, loader, loss_fn):
    model.eval()
    total, n = 0.0, 0
    for x, y in loader:
        total += loss_fn(model(x), y).item() * len(y)
        n += len(y)
    return total / n


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(21)
    train_set, val_set = random_split(get_dataset(), [900, 300])
    train_loader = DataLoader(train_set, batch_size=32, shuffle=True)
    val_loader = DataLoader(val_set, batch_size=100)
    model = Classifier()
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    history = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        model.train()
        for epoch in range(15):
            for x, y in monitor.watch(train_loader):
                optimizer.zero_grad()
                loss = loss_fn(model(x), y)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            history.append(evaluate(model, val_loader, loss_fn))
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
