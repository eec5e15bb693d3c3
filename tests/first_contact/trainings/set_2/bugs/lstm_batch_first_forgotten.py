import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

import dataaudit
from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "batch_first forgotten"
WHAT = "an LSTM on (batch, time, features) without batch_first=True: it runs over the rows of the batch instead of over time"
EXPECT = ["batch-leak", "underfitting"]
USES = ["probe", "monitor"]


class ActivityLSTM(nn.Module):
    def __init__(self, input_size=5, hidden_size=40, num_classes=4):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden_size, num_layers=1)
        self.dropout = nn.Dropout(0.1)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.fc(self.dropout(out[:, -1, :]))


def accelerometer(n=1000, steps=20):
    """What was done is in the whole window, not in its last step."""
    g = torch.Generator().manual_seed(14)
    y = torch.randint(0, 4, (n,), generator=g)
    x = 0.7 * torch.randn(n, steps, 5, generator=g)
    for row in range(n):
        start = int(torch.randint(0, 10, (1,), generator=g))
        x[row, start:start + 6, y[row]] += 1.2
    return TensorDataset(x, y)


def main(out):
    torch.manual_seed(0)
    train_loader = DataLoader(accelerometer(), batch_size=32, shuffle=True, drop_last=True)
    model = ActivityLSTM()
    criterion = nn.CrossEntropyLoss()
    result = dataaudit.probe(model, train_loader, criterion=criterion)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    with TrainingMonitor(model, optimizer, out=out, probe=result) as monitor:
        for epoch in range(6):
            for x, y in monitor.watch(train_loader):
                loss = criterion(model(x), y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    findings = [*result.findings, *monitor.diagnose().findings]
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
