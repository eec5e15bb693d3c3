import io

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)

KIND = "healthy"
STYLE = "character model with checkpoints and resumption, two monitors into one folder (start=)"
WHAT = ("The checkpoint was saved from a wrapped model (keys 'module.…') and is loaded with strict=False, which matches no key and says nothing: the resumed training starts from random weights "
        "while step count, schedule and optimizer state continue.")
EXPECT = []
USES = ["monitor"]
BUG = False

CHARS, CONTEXT = 27, 32


class CharRNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(CHARS, 24)
        self.rnn = nn.GRU(24, 64, batch_first=True)
        self.head = nn.Linear(64, CHARS)

    def forward(self, x):
        return self.head(self.rnn(self.embed(x))[0])


class Wrapped(nn.Module):
    """As DataParallel and DDP do."""

    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, x):
        return self.module(x)


def corpus(n):
    g = torch.Generator().manual_seed(90)
    words = [torch.randint(1, CHARS, (int(k),), generator=g) for k in torch.randint(2, 7, (60,), generator=g)]
    space = torch.zeros(1, dtype=torch.long)
    pieces, total = [], 0
    while total < n:
        w = words[int(torch.randint(60, (1,), generator=g))]
        pieces += [w, space]
        total += len(w) + 1
    return torch.cat(pieces)


def batch_of(text, g):
    i = torch.randint(len(text) - CONTEXT - 1, (32,), generator=g)
    rows = torch.stack([text[k : k + CONTEXT + 1] for k in i])
    return rows[:, :-1], rows[:, 1:]


def set_up(total):
    model = CharRNN()
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1, (s + 1) / 20) * max(0.02, 1 - s / total))
    return model, optimizer, schedule


def run(model, optimizer, schedule, text, test, monitor, begin, end):
    g = torch.Generator().manual_seed(begin)
    for step in range(begin, end):
        x, y = batch_of(text, g)
        loss = F.cross_entropy(model(x).flatten(0, 1), y.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        monitor.step(loss)
        if (step + 1) % 60 == 0:
            with torch.no_grad():
                x, y = batch_of(test, torch.Generator().manual_seed(1))
                value = F.cross_entropy(model(x).flatten(0, 1), y.flatten()).item()
            monitor.evaluate("validation", value)
    return value


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(23)
    text = corpus(24000)
    text, test = text[:20000], text[20000:]
    total, half = 600, 420
    model, optimizer, schedule = set_up(total)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        first = run(model, optimizer, schedule, text, test, monitor, 0, half)
    disk = io.BytesIO()
    torch.save({"model": Wrapped(model).state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict(), "step": half}, disk)
    disk.seek(0)

    checkpoint = torch.load(disk)
    model, optimizer, schedule = set_up(total)
    state = checkpoint["model"]
    if not BUG:
        state = {k.removeprefix("module."): v for k, v in state.items()}
    model.load_state_dict(state, strict=False)
    optimizer.load_state_dict(checkpoint["optimizer"])
    schedule.load_state_dict(checkpoint["schedule"])
    with TrainingMonitor(model, optimizer, out=out, start=checkpoint["step"]) as monitor:
        last = run(model, optimizer, schedule, text, test, monitor, checkpoint["step"], total)
    print("CHECK validation before the stop", first, "at the end", last)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
