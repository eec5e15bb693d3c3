import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

import dataaudit
from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "inputs not scaled"
WHAT = "an MNIST-like MLP that is fed uint8 pixels as .float(), 0 to 255, without the division by 255 or a normalisation; SGD with 0.01 and momentum"
EXPECT = ["input-scale", "odd-initial-loss", "initial-variance", "exploding-gradients", "at-chance", "loss-spike", "dead-units"]
USES = ["probe", "monitor"]


class Digits(Dataset):
    def __init__(self, n=1200, seed=0):
        g = torch.Generator().manual_seed(seed)
        strokes = (torch.rand(10, 14, 14, generator=torch.Generator().manual_seed(99)) > 0.75).float()
        self.labels = torch.randint(0, 10, (n,), generator=g)
        ink = strokes[self.labels] * (150 + 105 * torch.rand(n, 14, 14, generator=g))
        ink = ink * (torch.rand(n, 14, 14, generator=g) > 0.2) + 30 * torch.rand(n, 14, 14, generator=g)
        self.images = ink.clamp(0, 255).to(torch.uint8)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return self.images[index].float().unsqueeze(0), self.labels[index]


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.linear_relu_stack = nn.Sequential(
            nn.Linear(14 * 14, 128), nn.ReLU(),
            nn.Linear(128, 128), nn.ReLU(),
            nn.Linear(128, 10),
        )

    def forward(self, x):
        return self.linear_relu_stack(self.flatten(x))


def main(out):
    torch.manual_seed(0)
    train_dataloader = DataLoader(Digits(), batch_size=64, shuffle=True)
    test_dataloader = DataLoader(Digits(300, seed=1), batch_size=64)
    model = MLP()
    loss_fn = nn.CrossEntropyLoss()
    result = dataaudit.probe(model, train_dataloader, criterion=loss_fn, validation=test_dataloader)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    with TrainingMonitor(model, optimizer, out=out, probe=result) as monitor:
        for epoch in range(8):
            for X, y in monitor.watch(train_dataloader):
                loss = loss_fn(model(X), y)
                loss.backward()
                optimizer.step()
                optimizer.zero_grad()
                monitor.step(loss)
    findings = [*result.findings, *monitor.diagnose().findings]
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
