import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "seq2seq with LSTM, teacher forcing"
WHAT = "The state of the encoder is detached before the decoder uses it (taken over from truncated BPTT), so that the encoder never receives a gradient."
EXPECT = ["missing-gradients", "unchanged-parameters"]
USES = ["monitor"]
BUG = True


class Translator(nn.Module):
    def __init__(self, vocabulary=14):
        super().__init__()
        self.source_embed = nn.Embedding(vocabulary, 32)
        self.target_embed = nn.Embedding(vocabulary, 32)
        self.encoder = nn.LSTM(32, 80, batch_first=True)
        self.decoder = nn.LSTM(32, 80, batch_first=True)
        self.out = nn.Linear(80, vocabulary)

    def forward(self, source, before):
        _, state = self.encoder(self.source_embed(source))
        if BUG:
            state = tuple(s.detach() for s in state)
        return self.out(self.decoder(self.target_embed(before), state)[0])


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(63)
    source = torch.randint(2, 14, (3500, 6))
    target = torch.cat([torch.ones(3500, 1, dtype=torch.long), source.sort(1).values], 1)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(source[:3200], target[:3200]), batch_size=64, shuffle=True)
    model = Translator()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    values = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(7):
            for s, t in monitor.watch(loader):
                optimizer.zero_grad()
                loss = F.cross_entropy(model(s, t[:, :-1]).flatten(0, 1), t[:, 1:].flatten())
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                monitor.step(loss)
                values.append(loss.item())
            with torch.no_grad():
                held = F.cross_entropy(model(source[3200:], target[3200:, :-1]).flatten(0, 1), target[3200:, 1:].flatten())
            monitor.evaluate("validation", held.item())
    print("CHECK", values[0], sum(values[-20:]) / 20, "val", held.item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
