import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "time series, stateful truncated BPTT in order, checkpoint and resume"
WHAT = "An LSTM forecasts many parallel streams chunk by chunk in time order with its state carried over (not shuffled on purpose); halfway all state is saved and resumed with start= (odd but sound)."
EXPECT = []
USES = ["monitor"]
STREAMS, CHUNK, CHUNKS = 32, 20, 50


class Forecaster(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(1, 48)
        self.head = nn.Linear(48, 1)

    def forward(self, x, state=None):
        y, state = self.rnn(x, state)
        return self.head(y), state


def series(length, streams):
    t = torch.arange(length).float()[:, None]
    period = 12 + 14 * torch.rand(1, streams)
    wave = torch.sin(2 * torch.pi * (t / period + torch.rand(1, streams))) + 0.5 * torch.sin(2 * torch.pi * (2.3 * t / period + torch.rand(1, streams)))
    return (wave + 0.15 * torch.randn(length, streams)).unsqueeze(-1)


def epoch_of(model, optimizer, monitor, chunks, values):
    state = None
    for x, y in monitor.watch(chunks):
        if state is not None:
            state = tuple(s.detach() for s in state)
        predicted, state = model(x, state)
        loss = F.mse_loss(predicted, y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        monitor.step(loss)
        values.append(loss.item())


def validate(model, monitor, held):
    model.eval()
    with torch.no_grad():
        loss = F.mse_loss(model(held[:-1])[0], held[1:]).item()
    model.train()
    monitor.evaluate("validation", loss)
    return loss


def main(out):
    import os

    from dataaudit import TrainingMonitor

    torch.manual_seed(71)
    data = series(CHUNK * CHUNKS + 1, STREAMS)
    held = series(301, STREAMS)
    chunks = [(data[i * CHUNK : (i + 1) * CHUNK], data[i * CHUNK + 1 : (i + 1) * CHUNK + 1]) for i in range(CHUNKS)]
    run = os.path.join(str(out), "run")
    model = Forecaster()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    values, evaluations = [], []
    with TrainingMonitor(model, optimizer, out=run) as monitor:
        for epoch in range(5):
            epoch_of(model, optimizer, monitor, chunks, values)
            evaluations.append(validate(model, monitor, held))
    path = os.path.join(str(out), "checkpoint.pt")
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": len(values)}, path)
    saved = torch.load(path)
    model = Forecaster()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    with TrainingMonitor(model, optimizer, out=run, start=saved["step"]) as monitor:
        for epoch in range(5):
            epoch_of(model, optimizer, monitor, chunks, values)
            evaluations.append(validate(model, monitor, held))
    print("CHECK", values[0], values[249], values[250], sum(values[-40:]) / 40, "val", [round(v, 3) for v in evaluations])
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
