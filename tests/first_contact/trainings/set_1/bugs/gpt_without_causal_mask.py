import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "tiny GPT, no causal mask"
WHAT = "A tiny GPT whose attention is not causal: each position copies the next token from its right neighbour and the loss falls far below the entropy of the text."
EXPECT = ["validation-too-good", "zero-loss"]
USES = ["probe", "monitor"]

BLOCK, VOCAB, N_EMBD, N_HEAD = 16, 16, 32, 4


class SelfAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(N_EMBD, 3 * N_EMBD)
        self.proj = nn.Linear(N_EMBD, N_EMBD)

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = (t.view(B, T, N_HEAD, C // N_HEAD).transpose(1, 2) for t in self.qkv(x).chunk(3, -1))
        att = F.softmax(q @ k.transpose(-2, -1) / (C // N_HEAD) ** 0.5, dim=-1)
        return self.proj((att @ v).transpose(1, 2).reshape(B, T, C))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln1, self.ln2, self.attn = nn.LayerNorm(N_EMBD), nn.LayerNorm(N_EMBD), SelfAttention()
        self.mlp = nn.Sequential(nn.Linear(N_EMBD, 4 * N_EMBD), nn.GELU(), nn.Linear(4 * N_EMBD, N_EMBD))

    def forward(self, x):
        x = x + self.attn(self.ln1(x))
        return x + self.mlp(self.ln2(x))


class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(VOCAB, N_EMBD), nn.Embedding(BLOCK, N_EMBD)
        self.blocks = nn.Sequential(Block(), Block())
        self.head = nn.Sequential(nn.LayerNorm(N_EMBD), nn.Linear(N_EMBD, VOCAB))

    def forward(self, idx):
        return self.head(self.blocks(self.wte(idx) + self.wpe(torch.arange(idx.shape[1]))))


class MarkovText(Dataset):
    def __init__(self, n, seed):
        table = torch.distributions.Dirichlet(torch.full((VOCAB,), 0.3))
        torch.manual_seed(0)
        p = table.sample((VOCAB,))
        torch.manual_seed(seed)
        ids = [torch.randint(0, VOCAB, (n,))]
        for _ in range(BLOCK):
            ids.append(torch.multinomial(p[ids[-1]], 1).squeeze(1))
        self.ids = torch.stack(ids, 1)

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, i):
        return self.ids[i, :-1], self.ids[i, 1:]


def lm_loss(logits, targets):
    return F.cross_entropy(logits.reshape(-1, VOCAB), targets.reshape(-1))


def main(out):
    import dataaudit

    train, val = DataLoader(MarkovText(1600, 1), 16, shuffle=True), DataLoader(MarkovText(160, 2), 16)
    model = GPT()
    result = dataaudit.probe(model, train, criterion=lm_loss, validation=val)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    with dataaudit.TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(3):
            for x, y in monitor.watch(train):
                loss = lm_loss(model(x), y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
