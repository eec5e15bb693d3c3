from collections import Counter

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

torch.set_num_threads(1)

KIND = "healthy"
STYLE = "sequence tagging, BiLSTM, list data set with collate function"
WHAT = ("The collate function pads tags with 0, which is the tag B-LOC, and the loss has no ignore_index: most positions of a batch "
        "are padding, and unknown words, which share id 0 with it, are tagged as places.")
EXPECT = []
USES = ["probe", "monitor"]
BUG = False

TAGS = ["B-LOC", "B-PER", "O", "TITLE"]
WORDS = 120


def make_sentences(n, seed):
    g = torch.Generator().manual_seed(seed)

    def pick(lo, hi):
        return int(torch.randint(lo, hi, (1,), generator=g))

    rows = []
    for i in range(n):
        length = pick(4, 12) if i % 12 else pick(50, 60)
        words, tags = [], []
        while len(words) < length:
            kind = pick(0, 8)
            if kind == 0:  # "in PLACE"
                words += [1, pick(10, 30)]
                tags += [2, 0]
            elif kind == 1:  # "Mr PERSON", the name often unknown
                words += [2, pick(30, 200)]
                tags += [3, 1]
            else:
                words.append(pick(60, 200))
                tags.append(2)
        words = [w if w < WORDS else 0 for w in words]  # unknown words
        rows.append((words, tags))
    return rows


def collate(rows):
    words = pad_sequence([torch.tensor(w) for w, _ in rows], batch_first=True, padding_value=0)
    tags = pad_sequence([torch.tensor(t) for _, t in rows], batch_first=True, padding_value=0 if BUG else -100)
    return words, tags


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(WORDS, 24)
        self.lstm = nn.LSTM(24, 24, batch_first=True, bidirectional=True)
        self.head = nn.Linear(48, len(TAGS))

    def forward(self, words):
        return self.head(self.lstm(self.embedding(words))[0])


def criterion(logits, tags):
    return F.cross_entropy(logits.transpose(1, 2), tags)


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(1)
    train = make_sentences(960, 1)
    test = make_sentences(200, 2)
    loader = DataLoader(train, batch_size=24, shuffle=True, collate_fn=collate)
    held_out = DataLoader(test, batch_size=50, collate_fn=collate)
    model = Tagger()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.9)
    probed = dataaudit.probe(model, loader, criterion=criterion, validation=held_out)
    with TrainingMonitor(model, optimizer, out=out, probe=probed) as monitor:
        for epoch in range(5):
            model.train()
            for words, tags in monitor.watch(loader):
                loss = criterion(model(words), tags)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                losses = [criterion(model(w), t).item() for w, t in held_out]
            monitor.evaluate("validation", sum(losses) / len(losses))
    share = sum(len(w) for w, _ in train) / len(train)
    model.eval()
    counts = Counter()
    with torch.no_grad():
        for words, tags in test:
            # as it is served: short texts padded to the longest of the batch
            found = model(torch.tensor([words + [0] * (60 - len(words))] if len(words) < 60 else [words]))[0].argmax(-1)[: len(words)]
            for w, t, f in zip(words, tags, found.tolist()):
                counts["all", w == 0] += 1
                counts["wrong", w == 0] += t != f
    print("CHECK mean length", share, "wrong among known", counts["wrong", False] / counts["all", False],
          "among unknown", counts["wrong", True] / counts["all", True])
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
