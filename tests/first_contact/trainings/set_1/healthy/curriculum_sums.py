import torch
torch.set_num_threads(1)
import torch.nn as nn
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "curriculum"
WHAT = "A GRU learns running sums modulo 5; a curriculum lengthens and complicates the sequences three times, at which the loss jumps up by design."
EXPECT = []
USES = ["monitor"]

STAGES = [(0, 3, 2), (100, 5, 3), (200, 7, 4), (300, 9, 5)]      # (from step, length, largest number + 1)


class Adder(nn.Module):
    def __init__(self, hidden=64):
        super().__init__()
        self.embed = nn.Embedding(5, 16)
        self.rnn = nn.GRU(16, hidden, batch_first=True)
        self.out = nn.Linear(hidden, 5)

    def forward(self, x):
        h, _ = self.rnn(self.embed(x))
        return self.out(h)


class Curriculum:
    def at(self, step):
        return [s for s in STAGES if step >= s[0]][-1][1:]

    def batch(self, step, size=64):
        length, high = self.at(step)
        x = torch.randint(0, high, (size, length))
        return x, x.cumsum(1) % 5


def main(out):
    torch.manual_seed(314)
    model, curriculum = Adder(), Curriculum()
    opt = torch.optim.Adam(model.parameters(), lr=8e-3)
    with TrainingMonitor(model, opt, out=out) as monitor:
        for step in range(450):
            x, y = curriculum.batch(step)
            logits = model(x)
            loss = nn.functional.cross_entropy(logits.transpose(1, 2), y)
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            monitor.step(loss)
            if (step + 1) % 50 == 0:
                print(step + 1, curriculum.at(step), "loss", round(loss.item(), 3), "acc", (logits.argmax(-1) == y).float().mean().item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
