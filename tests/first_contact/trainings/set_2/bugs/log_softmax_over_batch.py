import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

import dataaudit

torch.set_num_threads(1)

KIND = "bug"
STYLE = "softmax over the batch"
WHAT = "a GRU classifier that ends in F.log_softmax(x, dim=0) before NLLLoss: the scores are normalised over the rows of the batch"
EXPECT = ["batch-leak", "odd-initial-loss", "single-batch-failed"]
USES = ["probe"]


class NameClassifier(nn.Module):
    """Which language is a name from? (characters -> GRU -> language)"""

    def __init__(self, n_chars=28, hidden=48, n_languages=6):
        super().__init__()
        self.emb = nn.Embedding(n_chars, 16)
        self.gru = nn.GRU(16, hidden, batch_first=True)
        self.out = nn.Linear(hidden, n_languages)

    def forward(self, name):
        _, hidden = self.gru(self.emb(name))
        return F.log_softmax(self.out(hidden[-1]), dim=0)


def names(n=1500):
    g = torch.Generator().manual_seed(15)
    habits = torch.softmax(2.0 * torch.randn(6, 28, generator=g), dim=1)
    language = torch.randint(0, 6, (n,), generator=g)
    chars = torch.multinomial(habits[language], 10, replacement=True, generator=g)
    return TensorDataset(chars, language)


def main(out):
    torch.manual_seed(0)
    loader = DataLoader(names(), batch_size=50, shuffle=True)
    rnn = NameClassifier()
    result = dataaudit.probe(rnn, loader, criterion=nn.NLLLoss())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]
