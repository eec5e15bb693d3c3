import torch
torch.set_num_threads(1)
from torch import nn
from torch.nn.utils.rnn import pad_sequence

KIND = "healthy"
STYLE = "CTC"
WHAT = "CTC over synthetic pen strokes with a convolutional net, time first, with lengths; starts large, then the usual blank phase"
EXPECT = []
USES = ["monitor"]

SYMBOLS = 6
SHAPES = torch.randn(SYMBOLS, 4, 5, generator=torch.Generator().manual_seed(6))


def utterance(g):
    n = int(torch.randint(2, 6, (1,), generator=g))
    y = torch.randint(0, SYMBOLS, (n,), generator=g)
    frames = []
    for s in y:
        stretch = int(torch.randint(1, 3, (1,), generator=g))
        frames += [SHAPES[s].repeat_interleave(stretch, 0)[: 4 + stretch], torch.zeros(1, 5)]
    x = torch.cat(frames)
    return x + 0.15 * torch.randn(x.shape, generator=g), y + 1


def batch(n, g):
    xs, ys = zip(*[utterance(g) for _ in range(n)])
    return (pad_sequence(xs), torch.cat(ys), torch.tensor([len(x) for x in xs]), torch.tensor([len(y) for y in ys]))


class Recogniser(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv1d(5, hidden, 5, padding=2), nn.GroupNorm(4, hidden), nn.ReLU(),
                                  nn.Conv1d(hidden, hidden, 5, padding=2), nn.GroupNorm(4, hidden), nn.ReLU())
        self.out = nn.Linear(hidden, SYMBOLS + 1)

    def forward(self, x):                                   # T, B, 5
        h = self.conv(x.permute(1, 2, 0)).permute(2, 0, 1)
        return self.out(h).log_softmax(2)


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(0)
    model, ctc = Recogniser(), nn.CTCLoss(zero_infinity=True)
    opt = torch.optim.AdamW(model.parameters(), lr=8e-3)
    dev = batch(64, torch.Generator().manual_seed(1))
    with TrainingMonitor(model, opt, out=out) as monitor:
        for step in range(1, 171):
            x, y, x_len, y_len = batch(10, g)
            loss = ctc(model(x), y, x_len, y_len)
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            opt.step()
            monitor.step(loss)
            if step % 55 == 0:
                model.eval()
                with torch.no_grad():
                    x, y, x_len, y_len = dev
                    monitor.evaluate("dev", ctc(model(x), y, x_len, y_len))
                model.train()
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
