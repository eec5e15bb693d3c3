import torch
from torch import nn
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "scheduler per batch"
WHAT = "StepLR(step_size=5, gamma=0.1) was meant for epochs but steps with every batch; the rate is dead after thirty batches."
EXPECT = ["learning-rate", "update-ratio", "plateau", "unchanged-parameters", "underfitting"]
USES = ["monitor"]


class Checkers(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(6, 96)
        self.fc2 = nn.Linear(96, 96)
        self.fc3 = nn.Linear(96, 2)

    def forward(self, x):
        x = nn.functional.leaky_relu(self.fc1(x))
        x = nn.functional.leaky_relu(self.fc2(x))
        return self.fc3(x)


def load():
    torch.manual_seed(31)
    x = torch.rand(2560, 6) * 2 - 1
    y = ((x[:, 0] * x[:, 1] > 0) ^ (x[:, 2] > 0.3)).long()
    return DataLoader(TensorDataset(x, y), batch_size=64, shuffle=True)


def train_one_epoch(model, loader, optimizer, scheduler, monitor):
    model.train()
    for x, y in monitor.watch(loader):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        scheduler.step()
        monitor.step(loss)


def main(out):
    from dataaudit import TrainingMonitor

    loader = load()
    model = Checkers()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    scheduler = StepLR(optimizer, step_size=5, gamma=0.1)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(10):
            train_one_epoch(model, loader, optimizer, scheduler, monitor)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
