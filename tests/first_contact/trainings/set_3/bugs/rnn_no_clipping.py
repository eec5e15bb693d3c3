import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "RNN time-first, sequence classification, SGD with exponential warm-up"
WHAT = "A plain ReLU RNN over 60 steps is trained without gradient clipping: once the warm-up has raised the rate, gradients explode through time and the training breaks for good (with clipping at 0.5 it learns)."
EXPECT = ["exploding-gradients", "non-finite-loss", "non-finite-gradients", "nan-origin", "diverging", "loss-spike", "optimiser-spike"]
USES = ["monitor"]
BUG = True


class Classifier(nn.Module):
    def __init__(self, width=48):
        super().__init__()
        self.rnn = nn.RNN(4, width, nonlinearity="relu")
        with torch.no_grad():
            self.rnn.weight_hh_l0.copy_(torch.eye(width))
            self.rnn.weight_ih_l0.normal_(std=0.02)
            self.rnn.bias_ih_l0.zero_()
            self.rnn.bias_hh_l0.zero_()
        self.head = nn.Linear(width, 4)

    def forward(self, x):
        return self.head(self.rnn(x)[0][-1])


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(153)
    n, length = 3000, 60
    y = torch.randint(0, 4, (n,))
    x = torch.randn(length, n, 4) + 0.35 * F.one_hot(y, 4).float()
    model = Classifier()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.03)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: 0.01 ** max(0.0, 1 - s / 200))
    values = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(5):
            for rows in monitor.watch(torch.randperm(n).split(50)):
                loss = F.cross_entropy(model(x[:, rows]), y[rows])
                optimizer.zero_grad()
                loss.backward()
                if not BUG:
                    nn.utils.clip_grad_norm_(model.parameters(), 0.5)
                optimizer.step()
                schedule.step()
                monitor.step(loss)
                values.append(loss.item())
    print("CHECK", [round(v, 3) for v in values[::12]], values[-1], "first NaN", next((i for i, v in enumerate(values) if v != v), None))
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
