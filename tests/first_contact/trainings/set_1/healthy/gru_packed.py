import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from torch.utils.data import DataLoader
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "GRU packed sequences"
WHAT = "A bidirectional GRU over packed sequences of very different lengths tells whether an 'open' is followed by a 'close'; padding_idx rows never move."
EXPECT = []
USES = ["monitor"]

PAD, OPEN, CLOSE = 0, 1, 2


def make_reviews(n):
    rows = []
    for i in range(n):
        length = int(torch.randint(3, 16, (1,)))
        words = torch.randint(3, 50, (length,))
        i, j = sorted(torch.randperm(length)[:2].tolist())
        label = int(torch.rand(1) < 0.5)
        words[i], words[j] = (OPEN, CLOSE) if label else (CLOSE, OPEN)
        label = 1 - label if torch.rand(1) < 0.05 else label     # annotators err
        rows.append((words, float(label)))
    return rows


def pad_batch(rows):
    words, labels = zip(*rows)
    lengths = torch.tensor([len(w) for w in words])
    return pad_sequence(words, batch_first=True, padding_value=PAD), lengths, torch.tensor(labels)


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(50, 16, padding_idx=PAD)
        self.gru = nn.GRU(16, 24, bidirectional=True, batch_first=True)
        self.fc = nn.Linear(48, 1)

    def forward(self, text, text_lengths):
        packed = pack_padded_sequence(self.embedding(text), text_lengths, batch_first=True, enforce_sorted=False)
        _, hidden = self.gru(packed)
        return self.fc(torch.cat([hidden[-2], hidden[-1]], 1)).squeeze(1)


def train(model, iterator, optimizer, criterion, monitor):
    epoch_loss = epoch_acc = 0
    model.train()
    for text, lengths, label in monitor.watch(iterator):
        optimizer.zero_grad()
        predictions = model(text, lengths)
        loss = criterion(predictions, label)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        monitor.step(loss)
        epoch_loss += loss.item()
        epoch_acc += ((predictions > 0) == label.bool()).float().mean().item()
    return epoch_loss / len(iterator), epoch_acc / len(iterator)


def main(out):
    torch.manual_seed(1234)
    iterator = DataLoader(make_reviews(1920), batch_size=32, shuffle=True, collate_fn=pad_batch)
    model = Tagger()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(4):
            print(epoch, train(model, iterator, optimizer, nn.BCEWithLogitsLoss(), monitor))
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
