import random
import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset
import dataaudit
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "char language model"
WHAT = "A character GRU learns generated sentences; the criterion flattens (batch, time, vocab) itself."
EXPECT = []
USES = ["probe", "monitor"]


def write_text(n):
    rng = random.Random(0)
    who, verb = ["the cat", "my uncle", "a sailor", "the old king", "nobody", "her sister"], ["sees", "likes", "forgets", "carries", "sold"]
    what, where = ["a red boat", "the moon", "some bread", "two letters", "his hat"], ["at home", "by the sea", "in winter", "again", "too late"]
    return " ".join(f"{rng.choice(who)} {rng.choice(verb)} {rng.choice(what)} {rng.choice(where)}." for _ in range(n))


class CharDataset(Dataset):
    def __init__(self, text, block):
        self.chars = sorted(set(text))
        self.stoi = {c: i for i, c in enumerate(self.chars)}
        self.data = torch.tensor([self.stoi[c] for c in text])
        self.block = block

    def __len__(self):
        return (len(self.data) - 1) // self.block

    def __getitem__(self, i):
        chunk = self.data[i * self.block: (i + 1) * self.block + 1]
        return chunk[:-1], chunk[1:]


class CharRNN(nn.Module):
    def __init__(self, vocab, hidden=64):
        super().__init__()
        self.emb = nn.Embedding(vocab, 32)
        self.rnn = nn.GRU(32, hidden, batch_first=True)
        self.head = nn.Linear(hidden, vocab)

    def forward(self, idx):
        return self.head(self.rnn(self.emb(idx))[0])


def sequence_loss(logits, targets):
    return nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())


def main(out):
    torch.manual_seed(1337)
    dataset = CharDataset(write_text(2000), block=24)
    loader = DataLoader(dataset, batch_size=32, shuffle=True, drop_last=True)
    model = CharRNN(len(dataset.chars))
    result = dataaudit.probe(model, loader, criterion=sequence_loss)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    step = 0
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(3):
            for x, y in monitor.watch(loader):
                loss = sequence_loss(model(x), y)
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                monitor.step(loss)
                step += 1
            print(f"step {step}: loss {loss.item():.3f}")
    findings = [*result.findings, *monitor.diagnose().findings]
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
