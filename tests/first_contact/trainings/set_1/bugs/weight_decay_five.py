import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "weight decay enormous"
WHAT = "A multi-label tagger trained by Adam with weight_decay=5 (meant was 5e-4): the penalty drives all weights to zero."
EXPECT = ["at-chance", "underfitting", "not-decreasing", "vanishing-gradients", "odd-activations", "plateau"]
USES = ["monitor"]

hparams = dict(lr=1e-3, weight_decay=5, batch_size=64, epochs=10)


class Tagger(nn.Module):
    def __init__(self, n_features=30, n_tags=8):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(n_features, 80), nn.ReLU(), nn.Linear(80, 40), nn.ReLU())
        self.tags = nn.Linear(40, n_tags)

    def forward(self, x):
        return self.tags(self.encoder(x))


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(6)
    x = torch.randn(2048, 30)
    y = (x @ torch.randn(30, 8) + 0.5 * torch.randn(2048, 8) > 0).float()
    loader = DataLoader(TensorDataset(x, y), batch_size=hparams["batch_size"], shuffle=True)

    model = Tagger()
    optimizer = torch.optim.Adam(model.parameters(), lr=hparams["lr"], weight_decay=hparams["weight_decay"])
    bce = nn.BCEWithLogitsLoss()

    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(hparams["epochs"]):
            correct = seen = 0
            for xb, yb in monitor.watch(loader):
                logits = model(xb)
                loss = bce(logits, yb)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
                correct += ((logits > 0) == yb.bool()).sum().item()
                seen += yb.numel()
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
