import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "SparseAdam embeddings"
WHAT = "word2vec (skip-gram, negative sampling) with sparse gradients and SparseAdam; output vectors begin at zero as in the original; rare words get few updates."
EXPECT = []
USES = ["monitor"]

VOCAB, DIM, NEG, GROUP = 600, 32, 5, 10


class SkipGram(nn.Module):
    def __init__(self):
        super().__init__()
        self.u_embeddings = nn.Embedding(VOCAB, DIM, sparse=True)
        self.v_embeddings = nn.Embedding(VOCAB, DIM, sparse=True)
        initrange = 0.5 / DIM
        nn.init.uniform_(self.u_embeddings.weight, -initrange, initrange)
        nn.init.zeros_(self.v_embeddings.weight)

    def forward(self, pos_u, pos_v, neg_v):
        u, v, n = self.u_embeddings(pos_u), self.v_embeddings(pos_v), self.v_embeddings(neg_v)
        positive = F.logsigmoid((u * v).sum(1))
        negative = F.logsigmoid(-(n @ u.unsqueeze(2)).squeeze(2)).sum(1)
        return -(positive + negative).mean()


class Corpus:
    """Words come in groups of ten that occur together; group frequencies follow Zipf's law."""

    def __init__(self):
        self.groups = VOCAB // GROUP
        self.p_group = 1 / torch.arange(1.0, self.groups + 1)
        self.p_noise = (self.p_group.repeat_interleave(GROUP)) ** 0.75

    def batch(self, n):
        g = torch.multinomial(self.p_group, n, replacement=True) * GROUP
        u, v = g + torch.randint(0, GROUP, (n,)), g + torch.randint(0, GROUP, (n,))
        return u, v, torch.multinomial(self.p_noise, n * NEG, replacement=True).view(n, NEG)


def main(out):
    torch.manual_seed(9)
    model, corpus = SkipGram(), Corpus()
    optimizer = torch.optim.SparseAdam(list(model.parameters()), lr=0.02)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for step in range(450):
            loss = model(*corpus.batch(256))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss)
    with torch.no_grad():
        e = F.normalize(model.u_embeddings.weight, dim=1)
        sim = e @ e.T - 2 * torch.eye(VOCAB)
        same = sim.argmax(1) // GROUP == torch.arange(VOCAB) // GROUP
    print("nearest word is of the same group:", same[:100].float().mean().item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
