import torch

torch.set_num_threads(1)
import warnings

from torch import nn

KIND = "bug"
STYLE = "regression, plain loop"
WHAT = "The output is (rows, 1) and the target (rows,), so that MSELoss compares every row with every other and the model learns the mean."
EXPECT = ["target-shape", "not-decreasing", "underfitting", "plateau", "input-ignored"]
USES = ["monitor"]
BUG = True


class Wear(torch.utils.data.Dataset):
    def __init__(self, n, seed):
        gen = torch.Generator().manual_seed(seed)
        self.x = torch.randn(n, 9, generator=gen)
        self.y = 2 * self.x[:, 0] - self.x[:, 1] * self.x[:, 2] + torch.tanh(self.x[:, 3]) + 0.1 * torch.randn(n, generator=gen)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def main(out):
    from dataaudit import TrainingMonitor

    warnings.filterwarnings("ignore")
    torch.manual_seed(33)
    train, held = Wear(3000, 1), Wear(500, 2)
    loader = torch.utils.data.DataLoader(train, batch_size=50, shuffle=True)
    model = nn.Sequential(nn.Linear(9, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.MSELoss()
    values = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(7):
            for x, y in monitor.watch(loader):
                optimizer.zero_grad()
                loss = criterion(model(x), y if BUG else y[:, None])
                loss.backward()
                optimizer.step()
                monitor.step(loss)
                values.append(loss.item())
            with torch.no_grad():
                monitor.evaluate("validation", criterion(model(held.x), held.y if BUG else held.y[:, None]).item())
    print("CHECK", values[0], sum(values[-20:]) / 20, "variance", train.y.var().item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
