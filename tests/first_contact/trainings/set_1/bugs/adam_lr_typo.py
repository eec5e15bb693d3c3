import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "tabular MLP, rate too high"
WHAT = "An MLP classifies tabular rows with Adam; the learning rate was typed 1.0 instead of 1e-3."
EXPECT = ["learning-rate", "update-ratio", "diverging", "exploding-gradients", "dead-units", "loss-spike", "oscillating"]
USES = ["monitor"]

config = {"lr": 1.0, "batch_size": 64, "epochs": 10, "hidden": 128, "seed": 3}


def make_data(n=2048, d=20, classes=5):
    g = torch.Generator().manual_seed(config["seed"])
    x = torch.randn(n, d, generator=g)
    w = torch.randn(d, classes, generator=g)
    y = (torch.tanh(x) @ w + 0.3 * torch.randn(n, classes, generator=g)).argmax(1)
    return TensorDataset(x, y)


class Net(nn.Module):
    def __init__(self, d, hidden, classes):
        super().__init__()
        self.fc1 = nn.Linear(d, hidden)
        self.fc2 = nn.Linear(hidden, hidden)
        self.fc3 = nn.Linear(hidden, classes)
        self.drop = nn.Dropout(0.1)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = self.drop(torch.relu(self.fc2(x)))
        return self.fc3(x)


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(config["seed"])
    loader = DataLoader(make_data(), batch_size=config["batch_size"], shuffle=True)
    model = Net(20, config["hidden"], 5)
    optimizer = torch.optim.Adam(model.parameters(), lr=config["lr"])
    criterion = nn.CrossEntropyLoss()

    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(config["epochs"]):
            model.train()
            for x, y in monitor.watch(loader):
                optimizer.zero_grad()
                loss = criterion(model(x), y)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
