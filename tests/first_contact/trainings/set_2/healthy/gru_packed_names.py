import random
import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.nn.utils.rnn import pack_sequence
from torch.utils.data import DataLoader

KIND = "healthy"
STYLE = "packed RNN"
WHAT = "surnames to languages with a GRU on PackedSequence batches (time first), weighted cross-entropy; probe and monitor on (packed, labels)"
EXPECT = []
USES = ["probe", "monitor"]

LANGS = {"it": ["ro", "ssi", "lli", "ni", "ca", "vi"], "ru": ["ov", "sky", "in", "ev", "vol", "ko"], "jp": ["ya", "ma", "to", "ki", "mu", "sa"]}
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def names(n, seed):
    rng = random.Random(seed)
    rows = []
    for _ in range(n):
        lang = rng.choices(list(LANGS), [0.5, 0.3, 0.2])[0]
        other = rng.choice(LANGS[rng.choice(list(LANGS))])
        word = other + "".join(rng.choice(LANGS[lang]) for _ in range(rng.randint(2, 4)))
        rows.append((torch.tensor([ALPHABET.index(c) for c in word]), list(LANGS).index(lang)))
    return rows


def collate(rows):
    return pack_sequence([r[0] for r in rows], enforce_sorted=False), torch.tensor([r[1] for r in rows])


class NameGRU(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(26, 16)
        self.gru = nn.GRU(16, 48)
        self.fc = nn.Linear(48, 3)

    def forward(self, packed):
        x = nn.utils.rnn.PackedSequence(self.emb(packed.data), packed.batch_sizes, packed.sorted_indices, packed.unsorted_indices)
        return self.fc(self.gru(x)[1][-1])


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    train = DataLoader(names(2400, 0), batch_size=32, shuffle=True, collate_fn=collate)
    test = DataLoader(names(300, 1), batch_size=300, collate_fn=collate)
    model, criterion = NameGRU(), nn.CrossEntropyLoss(weight=torch.tensor([0.7, 1.1, 1.7]))
    result = dataaudit.probe(model, train, criterion=criterion, validation=test)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    with TrainingMonitor(model, optimizer, out=out, probe=result) as monitor:
        for epoch in range(3):
            model.train()
            for packed, labels in monitor.watch(train):
                loss = criterion(model(packed), labels)
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                for packed, labels in test:
                    logits = model(packed)
            monitor.evaluate("test", criterion(logits, labels), accuracy=(logits.argmax(1) == labels).float().mean().item())
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
