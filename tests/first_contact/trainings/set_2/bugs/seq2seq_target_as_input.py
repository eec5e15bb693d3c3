import torch
import torch.nn as nn

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "teacher forcing with the target itself"
WHAT = "a GRU seq2seq model that reverses sequences; the decoder gets tgt, not tgt shifted right, so it copies its input and the source is ignored"
EXPECT = ["target-shift", "future-leak", "zero-loss", "input-ignored"]
USES = ["monitor"]

PAD, SOS, EOS, VOCAB = 0, 1, 2, 30


class Encoder(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.embedding = nn.Embedding(VOCAB, hidden)
        self.gru = nn.GRU(hidden, hidden, batch_first=True)

    def forward(self, src):
        return self.gru(self.embedding(src))[1]


class Decoder(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.embedding = nn.Embedding(VOCAB, hidden)
        self.gru = nn.GRU(hidden, hidden, batch_first=True)
        self.out = nn.Linear(hidden, VOCAB)

    def forward(self, tokens, hidden):
        output, _ = self.gru(self.embedding(tokens), hidden)
        return self.out(output)


class Seq2Seq(nn.Module):
    def __init__(self, hidden=48):
        super().__init__()
        self.encoder, self.decoder = Encoder(hidden), Decoder(hidden)

    def forward(self, src, tgt):
        return self.decoder(tgt, self.encoder(src))


def batch(n=20, length=6):
    src = torch.randint(3, VOCAB, (n, length))
    tgt = torch.cat([src.flip(1), torch.full((n, 1), EOS)], 1)
    return src, tgt


def main(out):
    torch.manual_seed(0)
    model = Seq2Seq()
    criterion = nn.CrossEntropyLoss(ignore_index=PAD)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for step in range(180):
            src, tgt = batch()
            logits = model(src, tgt)
            loss = criterion(logits.reshape(-1, VOCAB), tgt.reshape(-1))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
