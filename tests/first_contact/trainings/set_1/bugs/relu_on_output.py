import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "ReLU on the output"
WHAT = "A regression of log-returns and temperatures (mostly negative targets) ends in a ReLU, so that it can only answer zero or more and dies."
EXPECT = ["dead-units", "odd-activations", "underfitting", "missing-gradients", "input-ignored", "single-batch-failed", "plateau"]
USES = ["probe", "monitor"]


class TemperatureNet(nn.Module):
    """Temperature at a mountain station from readings of the valley."""

    def __init__(self):
        super().__init__()
        self.layer_1 = nn.Linear(9, 48)
        self.layer_2 = nn.Linear(48, 24)
        self.layer_3 = nn.Linear(24, 1)
        self.act = nn.ReLU()

    def forward(self, x):
        x = self.act(self.layer_1(x))
        x = self.act(self.layer_2(x))
        x = self.act(self.layer_3(x))
        return x


def winter(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 9, generator=g)
    y = -6.0 + 3.0 * x[:, 0] - 1.5 * torch.relu(x[:, 1]) + x[:, 2] + 0.4 * torch.randn(n, generator=g)
    return TensorDataset(x, y[:, None])


def main(out):
    import dataaudit

    torch.manual_seed(30)
    train_loader = DataLoader(winter(2000, 0), batch_size=40, shuffle=True)
    val_loader = DataLoader(winter(400, 1), batch_size=40)
    model = TemperatureNet()
    loss_function = nn.MSELoss()
    findings = list(dataaudit.probe(model, train_loader, criterion=loss_function, validation=val_loader).findings)

    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    with dataaudit.TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(6):
            for features, target in monitor.watch(train_loader):
                optimizer.zero_grad()
                loss = loss_function(model(features), target)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    findings += monitor.diagnose().findings
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
