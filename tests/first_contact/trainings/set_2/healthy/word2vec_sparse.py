import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

KIND = "healthy"
STYLE = "word2vec, sparse gradients"
WHAT = "skip-gram with negative sampling, sparse embeddings and SparseAdam, zero-initialised context vectors as in the original code (first loss 6 ln 2)"
EXPECT = []
USES = ["monitor"]

V, TOPICS = 300, 10


def corpus(n, seed):
    """Pairs (word, context): words of a topic go together; frequencies by Zipf within a topic."""
    g = torch.Generator().manual_seed(seed)
    zipf = 1 / (torch.arange(V // TOPICS) + 1.0)
    topic = torch.randint(0, TOPICS, (n,), generator=g)
    a = torch.multinomial(zipf, n, replacement=True, generator=g) * TOPICS + topic
    b = torch.multinomial(zipf, n, replacement=True, generator=g) * TOPICS + topic
    noise = torch.rand(n, generator=g) < 0.1
    b = torch.where(noise, torch.randint(0, V, (n,), generator=g), b)
    return a, b


class SkipGram(nn.Module):
    def __init__(self, dim=24):
        super().__init__()
        self.in_embed = nn.Embedding(V, dim, sparse=True)
        self.out_embed = nn.Embedding(V, dim, sparse=True)
        nn.init.uniform_(self.in_embed.weight, -0.5 / dim, 0.5 / dim)
        nn.init.zeros_(self.out_embed.weight)

    def forward(self, centre, context, negatives):
        v = self.in_embed(centre)
        pos = (v * self.out_embed(context)).sum(1)
        neg = torch.bmm(self.out_embed(negatives), v.unsqueeze(2)).squeeze(2)
        return -(F.logsigmoid(pos) + F.logsigmoid(-neg).sum(1)).mean()


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    a, b = corpus(25000, 0)
    counts = torch.bincount(b, minlength=V).float() ** 0.75
    loader = DataLoader(TensorDataset(a, b), batch_size=256, shuffle=True, generator=torch.Generator().manual_seed(1))
    model = SkipGram()
    optimizer = torch.optim.SparseAdam(model.parameters(), lr=1e-2)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(3):
            for centre, context in monitor.watch(loader):
                negatives = torch.multinomial(counts, 5 * len(centre), replacement=True).view(-1, 5)
                loss = model(centre, context, negatives)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    e = F.normalize(model.in_embed.weight.detach(), dim=1)
    near = (e @ e.t()).fill_diagonal_(-1).argmax(1)
    print("nearest word of the same topic:", (near % TOPICS == torch.arange(V) % TOPICS).float().mean().item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
