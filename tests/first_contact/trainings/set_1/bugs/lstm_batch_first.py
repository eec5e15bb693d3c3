import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "LSTM, batch_first forgotten"
WHAT = "An LSTM gets (batch, time, features) without batch_first=True: it runs along the batch, and out[:, -1] holds only the last time step of each row."
EXPECT = ["batch-leak"]
USES = ["probe", "monitor"]


class LSTMClassifier(nn.Module):
    def __init__(self, input_dim=3, hidden_dim=40, layer_dim=1, output_dim=2):
        super().__init__()
        self.hidden_dim = hidden_dim
        self.lstm = nn.LSTM(input_dim, hidden_dim, layer_dim)
        self.fc = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.fc(out[:, -1, :])


def machine_logs(n, seed, length=18):
    """Failure if the vibration peaked at any time in the window."""
    g = torch.Generator().manual_seed(seed)
    x = 0.5 * torch.randn(n, length, 3, generator=g)
    y = torch.randint(0, 2, (n,), generator=g)
    when = torch.randint(0, length, (n,), generator=g)
    x[torch.arange(n), when, 0] += 3.0 * y
    return TensorDataset(x, y)


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(3)
    train_loader = DataLoader(machine_logs(1600, 0), batch_size=40, shuffle=True)
    val_loader = DataLoader(machine_logs(400, 1), batch_size=40)
    model = LSTMClassifier()
    criterion = nn.CrossEntropyLoss()
    before = dataaudit.probe(model, train_loader, criterion=criterion, validation=val_loader).findings

    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(6):
            model.train()
            for x, y in monitor.watch(train_loader):
                optimizer.zero_grad()
                loss = criterion(model(x), y)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    findings = list(before) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
