import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "dropout 0.95"
WHAT = "Dropout(p=0.95) because p was taken for the share that is kept: nearly all of the signal is removed in both hidden layers."
EXPECT = ["heavy-dropout", "eval-mode-mismatch", "underfitting"]
USES = ["probe", "monitor"]

KEEP = 0.95


class GestureNet(nn.Module):
    def __init__(self, n_joints=21, n_gestures=8):
        super().__init__()
        d = n_joints * 2
        self.net = nn.Sequential(
            nn.Linear(d, 100), nn.ReLU(), nn.Dropout(p=KEEP),
            nn.Linear(100, 60), nn.ReLU(), nn.Dropout(p=KEEP),
            nn.Linear(60, n_gestures),
        )

    def forward(self, joints):
        return self.net(joints.flatten(1))


def hands(n, seed):
    shapes = torch.randn(8, 21, 2, generator=torch.Generator().manual_seed(77))
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 8, (n,), generator=g)
    return TensorDataset(shapes[y] + 0.8 * torch.randn(n, 21, 2, generator=g), y)


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(77)
    train, val = hands(2000, 0), hands(400, 1)
    train_loader = DataLoader(train, batch_size=40, shuffle=True)
    val_loader = DataLoader(val, batch_size=40)
    model = GestureNet()
    criterion = nn.CrossEntropyLoss()
    result = dataaudit.probe(model, train_loader, criterion=criterion, validation=val_loader)

    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(7):
            model.train()
            for joints, gesture in monitor.watch(train_loader):
                optimizer.zero_grad()
                loss = criterion(model(joints), gesture)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
