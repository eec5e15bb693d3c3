import copy
import torch
torch.set_num_threads(1)
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
import dataaudit
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "small data, early stopping"
WHAT = "80 rows, batches of 20, up to 150 epochs with weight decay and early stopping on a validation set; the best weights are kept."
EXPECT = []
USES = ["probe", "monitor"]


class EarlyStopping:
    def __init__(self, patience):
        self.patience, self.best, self.waited, self.state = patience, float("inf"), 0, None

    def __call__(self, value, model):
        if value < self.best - 1e-4:
            self.best, self.waited, self.state = value, 0, copy.deepcopy(model.state_dict())
        else:
            self.waited += 1
        return self.waited >= self.patience


def flowers(n, centres):
    y = torch.randint(0, 3, (n,))
    return centres[y] + torch.randn(n, 4), y


def evaluate(model, loader, criterion):
    model.eval()
    with torch.no_grad():
        return sum(criterion(model(x), y).item() * len(x) for x, y in loader) / len(loader.dataset)


def main(out):
    torch.manual_seed(16)
    centres = 1.6 * torch.randn(3, 4)
    train = DataLoader(TensorDataset(*flowers(80, centres)), batch_size=20, shuffle=True)
    val = DataLoader(TensorDataset(*flowers(40, centres)), batch_size=40)
    model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
    criterion = nn.CrossEntropyLoss()
    result = dataaudit.probe(model, train, criterion=criterion, validation=val)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.05)
    stopper = EarlyStopping(patience=12)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(150):
            model.train()
            for x, y in monitor.watch(train):
                optimizer.zero_grad()
                loss = criterion(model(x), y)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            if stopper(evaluate(model, val, criterion), model):
                break
    model.load_state_dict(stopper.state)
    print(f"stopped after epoch {epoch}, best validation loss {stopper.best:.3f}")
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
