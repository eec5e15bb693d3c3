import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "time-series classification with an LSTM, probe before"
WHAT = "Batches are (rows, time, features) but the LSTM lacks batch_first=True, so that it runs over the rows of the batch and each row's output depends on the rows before it."
EXPECT = ["batch-leak", "at-chance", "underfitting", "not-decreasing", "single-batch-failed"]
USES = ["monitor", "probe"]
BUG = True


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(3, 48, batch_first=not BUG)
        self.head = nn.Linear(48, 3)

    def forward(self, x):
        states, _ = self.rnn(x)
        return self.head(states[:, -1])


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(123)
    n, length = 2800, 25
    label = torch.randint(0, 3, (n,))
    t = torch.arange(length).float()
    rate = torch.tensor([0.05, 0.12, 0.22])[label][:, None] * (1 + 0.1 * torch.randn(n, 1))
    phase = torch.rand(n, 1)
    x = torch.stack([torch.sin(2 * torch.pi * (rate * t + phase)), torch.cos(2 * torch.pi * (rate * t + phase)), torch.randn(n, length)], 2) + 0.2 * torch.randn(n, length, 3)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:2400], label[:2400]), batch_size=40, shuffle=True)
    model = Classifier()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    probed = dataaudit.probe(model, loader, criterion=F.cross_entropy)
    values = []
    with TrainingMonitor(model, optimizer, out=out, probe=probed) as monitor:
        for epoch in range(7):
            for features, wanted in monitor.watch(loader):
                loss = F.cross_entropy(model(features), wanted)
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                monitor.step(loss)
                values.append(loss.item())
            with torch.no_grad():
                logits = model(x[2400:])
            monitor.evaluate("validation", F.cross_entropy(logits, label[2400:]).item(), accuracy=(logits.argmax(1) == label[2400:]).float().mean().item())
    print("CHECK", values[0], sum(values[-20:]) / 20, (logits.argmax(1) == label[2400:]).float().mean().item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
