import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "seq2seq, RNN time-first, packed sequences, padding ignored"
WHAT = "A GRU encoder-decoder reverses strings of digits; batches are (time, row), with padding as index 0 that the loss ignores (odd layout, sound)."
EXPECT = []
USES = ["monitor"]
PAD, BOS, EOS = 0, 1, 2


class Seq2Seq(nn.Module):
    def __init__(self, vocabulary=13, width=96):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, 32, padding_idx=PAD)
        self.encoder = nn.GRU(32, width)
        self.decoder = nn.GRU(32, width)
        self.out = nn.Linear(width, vocabulary)

    def forward(self, source, lengths, before):
        packed = nn.utils.rnn.pack_padded_sequence(self.embed(source), lengths, enforce_sorted=False)
        _, state = self.encoder(packed)
        states, _ = self.decoder(self.embed(before), state)
        return self.out(states)


def collate(rows):
    source = nn.utils.rnn.pad_sequence([row for row in rows], padding_value=PAD)
    lengths = torch.tensor([len(row) for row in rows])
    target = nn.utils.rnn.pad_sequence([torch.cat([torch.tensor([BOS]), row.flip(0), torch.tensor([EOS])]) for row in rows], padding_value=PAD)
    return source, lengths, target


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(6)
    rows = [torch.randint(3, 13, (int(torch.randint(3, 8, ())),)) for _ in range(4200)]
    loader = torch.utils.data.DataLoader(rows[:4000], batch_size=64, shuffle=True, collate_fn=collate)
    held = collate(rows[4000:])
    model = Seq2Seq()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    seen = []

    def objective(source, lengths, target):
        logits = model(source, lengths, target[:-1])
        return F.cross_entropy(logits.flatten(0, 1), target[1:].flatten(), ignore_index=PAD), logits

    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(10):
            model.train()
            for source, lengths, target in monitor.watch(loader):
                optimizer.zero_grad()
                loss, _ = objective(source, lengths, target)
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                monitor.step(loss)
                seen.append(loss.item())
            model.eval()
            with torch.no_grad():
                loss, logits = objective(*held)
            wanted = held[2][1:]
            accuracy = (logits.argmax(-1) == wanted)[wanted != PAD].float().mean().item()
            monitor.evaluate("validation", loss.item(), accuracy=accuracy)
    print("CHECK", seen[0], seen[-1], "val", loss.item(), accuracy)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
