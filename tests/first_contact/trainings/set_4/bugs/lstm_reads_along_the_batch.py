import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "sensor sequences, LSTM classifier, OneCycle schedule, probe and monitor"
WHAT = ("nn.LSTM without batch_first=True gets (batch, time, features): it runs along the rows of the batch, each row's answer depends on the rows before it "
        "in the batch, and only the last time step is ever seen.")
EXPECT = ["batch-leak", "underfitting"]
USES = ["probe", "monitor"]
BUG = True


class ActivityNet(nn.Module):
    def __init__(self, channels=3, hidden=32, classes=3):
        super().__init__()
        self.lstm = nn.LSTM(channels, hidden, num_layers=1) if BUG else nn.LSTM(channels, hidden, num_layers=1, batch_first=True)
        self.head = nn.Sequential(nn.LayerNorm(hidden), nn.Linear(hidden, classes))

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.head(out[:, -1])


def recordings(n, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(3, (n,), generator=g)
    t = torch.arange(20).float()
    speed = torch.tensor([0.25, 0.6, 1.1])[y]
    phase = 6.28 * torch.rand(n, 3, generator=g)
    x = torch.sin(speed[:, None, None] * t[None, :, None] + phase[:, None]) + 0.3 * torch.randn(n, 20, 3, generator=g)
    return TensorDataset(x, y)


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(19)
    train, test = DataLoader(recordings(1600, 1), 32, shuffle=True), DataLoader(recordings(400, 2), 32)
    criterion = nn.CrossEntropyLoss()
    model = ActivityNet()
    probed = dataaudit.probe(model, train, criterion=criterion, validation=test)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 5e-3, epochs=8, steps_per_epoch=len(train))
    with TrainingMonitor(model, optimizer, out=out, probe=probed) as monitor:
        for epoch in range(8):
            model.train()
            for x, y in monitor.watch(train):
                optimizer.zero_grad()
                loss = criterion(model(x), y)
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 5.0)
                optimizer.step()
                schedule.step()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                results = [(criterion(o := model(x), y).item(), (o.argmax(1) == y).float().mean().item()) for x, y in test]
            value, accuracy = (sum(r) / len(results) for r in zip(*results))
            monitor.evaluate("validation", value, accuracy=accuracy)
    print("CHECK validation", value, "accuracy", accuracy)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
