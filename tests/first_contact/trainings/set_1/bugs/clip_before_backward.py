import torch
from torch import nn

torch.set_num_threads(1)

KIND = "bug"
STYLE = "RNN, clipping before backward"
WHAT = "A plain RNN on the adding problem by SGD; clip_grad_norm_ is called before backward(), when the gradients are still empty, so that nothing is clipped."
EXPECT = ["exploding-gradients", "diverging", "loss-spike", "optimiser-spike", "non-finite-loss", "non-finite-gradients", "update-ratio"]
USES = ["monitor"]

SEQ = 40
BATCH = 32


class AddingRNN(nn.Module):
    def __init__(self, hidden=64):
        super().__init__()
        self.rnn = nn.RNN(2, hidden, nonlinearity="relu", batch_first=True)
        self.fc = nn.Linear(hidden, 1)
        nn.init.eye_(self.rnn.weight_hh_l0)  # IRNN
        nn.init.zeros_(self.rnn.bias_hh_l0)
        nn.init.zeros_(self.rnn.bias_ih_l0)
        nn.init.normal_(self.rnn.weight_ih_l0, std=0.05)

    def forward(self, x):
        y, _ = self.rnn(x)
        return self.fc(y[:, -1]).squeeze(-1)


def adding_batch(g):
    values = torch.rand(BATCH, SEQ, generator=g)
    marks = torch.zeros(BATCH, SEQ)
    a = torch.randint(0, SEQ // 2, (BATCH, 1), generator=g)
    b = torch.randint(SEQ // 2, SEQ, (BATCH, 1), generator=g)
    marks.scatter_(1, a, 1.0).scatter_(1, b, 1.0)
    return torch.stack([values, marks], -1), (values * marks).sum(1)


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(0)
    g = torch.Generator().manual_seed(0)
    model = AddingRNN()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for it in range(300):
            x, target = adding_batch(g)
            optimizer.zero_grad()
            loss = ((model(x) - target) ** 2).mean()
            nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
            loss.backward()
            optimizer.step()
            monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
