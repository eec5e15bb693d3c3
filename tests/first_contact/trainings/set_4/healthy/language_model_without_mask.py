import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "healthy"
STYLE = "decoder-only language model from nn.TransformerEncoder, warmup, probe with validation"
WHAT = ("nn.TransformerEncoder is called without the causal mask: every position sees the next token in the input, training and validation loss fall below what "
        "the text allows, and without the future the loss is far higher than it should be.")
EXPECT = []
USES = ["probe", "monitor"]
BUG = False

VOCAB, LENGTH = 24, 24


class LM(nn.Module):
    def __init__(self, d=48):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(VOCAB, d), nn.Parameter(0.02 * torch.randn(LENGTH, d))
        layer = nn.TransformerEncoderLayer(d, 4, 96, dropout=0.0, batch_first=True, norm_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.norm, self.head = nn.LayerNorm(d), nn.Linear(d, VOCAB)
        self.register_buffer("mask", torch.triu(torch.ones(LENGTH, LENGTH, dtype=torch.bool), 1))

    def forward(self, ids):
        n = ids.shape[1]
        h = self.tokens(ids) + self.positions[:n]
        h = self.encoder(h) if BUG else self.encoder(h, mask=self.mask[:n, :n])
        return self.head(self.norm(h))


def text(n, seed):
    g = torch.Generator().manual_seed(3)
    table = torch.randint(VOCAB, (VOCAB, 10), generator=g)
    g = torch.Generator().manual_seed(seed)
    rows = torch.randint(VOCAB, (n, LENGTH + 1), generator=g)
    for t in range(1, LENGTH + 1):
        rows[:, t] = table[rows[:, t - 1], torch.randint(10, (n,), generator=g)]
    return TensorDataset(rows[:, :-1].contiguous(), rows[:, 1:].contiguous()), table


def criterion(logits, target):
    return F.cross_entropy(logits.flatten(0, 1), target.flatten())


@torch.no_grad()
def generate(model, prompt, n):
    ids = prompt
    for _ in range(n):
        p = model(ids[:, -LENGTH:])[:, -1].softmax(-1)
        ids = torch.cat([ids, torch.multinomial(p, 1)], 1)
    return ids


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(25)
    train, table = text(1600, 1)
    test, _ = text(160, 2)
    loader, held_out = DataLoader(train, 32, shuffle=True), DataLoader(test, 160)
    model = LM()
    probed = dataaudit.probe(model, loader, criterion=criterion, validation=held_out)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    warmup = torch.optim.lr_scheduler.LinearLR(optimizer, 0.1, total_iters=30)
    with TrainingMonitor(model, optimizer, out=out, probe=probed) as monitor:
        for epoch in range(10):
            model.train()
            for x, y in monitor.watch(loader):
                loss = criterion(model(x), y)
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                warmup.step()
                optimizer.zero_grad()
                monitor.step(loss)
            model.eval()
            with torch.no_grad():
                value = sum(criterion(model(x), y).item() for x, y in held_out) / len(held_out)
            monitor.evaluate("validation", value, perplexity=torch.tensor(value).exp().item())
    x, y = test.tensors
    with torch.no_grad():
        hidden = sum(F.cross_entropy(model(x[:, :t])[:, -1], y[:, t - 1]).item() for t in range(1, LENGTH + 1)) / LENGTH
    ids = generate(model, test[0][0][None, :8].repeat(64, 1), 12)
    good = (table[ids[:, 7:-1]] == ids[:, 8:, None]).any(-1).float().mean().item()
    print("CHECK validation (the text's own entropy is about 2.1)", value, "generated steps that the language allows", good,
          "validation with the future hidden", hidden)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
