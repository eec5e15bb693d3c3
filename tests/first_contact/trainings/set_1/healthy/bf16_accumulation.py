import torch
torch.set_num_threads(1)
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
import dataaudit
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "bf16 autocast accumulation"
WHAT = "A tabular MLP under torch.autocast bfloat16 with four accumulated micro-batches; the monitor is stepped once per optimizer step."
EXPECT = []
USES = ["probe", "monitor"]

ACCUM = 4


class TabularNet(nn.Module):
    def __init__(self, n_features, n_classes, width=128):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(n_features, width), nn.BatchNorm1d(width), nn.ReLU(), nn.Dropout(0.1),
            nn.Linear(width, width), nn.BatchNorm1d(width), nn.ReLU(), nn.Dropout(0.1),
            nn.Linear(width, n_classes))

    def forward(self, x):
        return self.layers(x)


def make_table(n):
    x = torch.randn(n, 30)
    score = torch.stack([x[:, 0] * x[:, 1], x[:, 2] + 0.5 * x[:, 3], x[:, 4].abs() - 0.8, -x[:, 5]], 1)
    return x, (score + 0.3 * torch.randn(n, 4)).argmax(1)


def main(out):
    torch.manual_seed(99)
    train = TensorDataset(*make_table(12800))
    loader = DataLoader(train, batch_size=32, shuffle=True, drop_last=True)
    model = TabularNet(30, 4)
    criterion = nn.CrossEntropyLoss()
    report = dataaudit.probe(model, loader, criterion=criterion)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.01)

    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(2):
            model.train()
            running = 0.0
            for i, (features, labels) in enumerate(monitor.watch(loader), start=1):
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    loss = criterion(model(features), labels)
                (loss / ACCUM).backward()
                running += loss.detach() / ACCUM
                if i % ACCUM == 0:
                    nn.utils.clip_grad_norm_(model.parameters(), 2.0)
                    optimizer.step()
                    optimizer.zero_grad()
                    monitor.step(running)
                    running = 0.0
    x, y = make_table(2000)
    model.eval()
    with torch.no_grad():
        print("test accuracy", (model(x).argmax(1) == y).float().mean().item())
    findings = list(report.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
