import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "features shuffled, labels not"
WHAT = "The features are permuted before the split, the labels are not, so that rows and labels have nothing to do with each other."
EXPECT = ["input-ignored", "at-chance", "not-decreasing", "underfitting", "label-noise", "overfitting"]
USES = ["probe", "monitor"]


def flowers(n=3000):
    g = torch.Generator().manual_seed(41)
    y = torch.arange(n) % 3
    centre = torch.tensor([[0.0, 1.0, -1.0, 0.5], [1.0, -1.0, 0.0, -0.5], [-1.0, 0.0, 1.0, 0.0]])
    return centre[y] + 0.7 * torch.randn(n, 4, generator=g), y


def prepare(seed):
    x, y = flowers()
    perm = torch.randperm(len(x), generator=torch.Generator().manual_seed(seed))
    x = x[perm]
    n_train = 2500
    return TensorDataset(x[:n_train], y[:n_train]), TensorDataset(x[n_train:], y[n_train:])


class IrisNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 16)
        self.fc2 = nn.Linear(16, 16)
        self.fc3 = nn.Linear(16, 3)

    def forward(self, x):
        return self.fc3(torch.relu(self.fc2(torch.relu(self.fc1(x)))))


def main(out):
    import dataaudit

    torch.manual_seed(41)
    train_set, val_set = prepare(41)
    train_loader = DataLoader(train_set, batch_size=50, shuffle=True)
    val_loader = DataLoader(val_set, batch_size=50)
    net = IrisNet()
    loss_fn = nn.CrossEntropyLoss()
    probe = dataaudit.probe(net, train_loader, criterion=loss_fn, validation=val_loader)
    optimizer = torch.optim.Adam(net.parameters(), lr=3e-3)
    with dataaudit.TrainingMonitor(net, optimizer, out=out) as monitor:
        for epoch in range(8):
            for x, y in monitor.watch(train_loader):
                loss = loss_fn(net(x), y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    findings = list(probe.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
