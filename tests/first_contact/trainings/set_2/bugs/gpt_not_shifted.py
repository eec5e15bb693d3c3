import torch
import torch.nn as nn
import torch.nn.functional as F

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "LM labels not shifted"
WHAT = "a tiny character GPT whose get_batch returns y = x: it is trained to copy the current token instead of the next one"
EXPECT = ["target-shift", "future-leak", "zero-loss"]
USES = ["monitor"]

block_size, batch_size, n_embd, n_head, n_layer = 24, 16, 32, 2, 2


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln1, self.ln2 = nn.LayerNorm(n_embd), nn.LayerNorm(n_embd)
        self.qkv = nn.Linear(n_embd, 3 * n_embd)
        self.proj = nn.Linear(n_embd, n_embd)
        self.mlp = nn.Sequential(nn.Linear(n_embd, 4 * n_embd), nn.GELU(), nn.Linear(4 * n_embd, n_embd))

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = [t.view(B, T, n_head, C // n_head).transpose(1, 2) for t in self.qkv(self.ln1(x)).split(n_embd, dim=2)]
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.proj(y.transpose(1, 2).reshape(B, T, C))
        return x + self.mlp(self.ln2(x))


class GPT(nn.Module):
    def __init__(self, vocab_size):
        super().__init__()
        self.wte = nn.Embedding(vocab_size, n_embd)
        self.wpe = nn.Embedding(block_size, n_embd)
        self.blocks = nn.Sequential(*[Block() for _ in range(n_layer)])
        self.ln_f = nn.LayerNorm(n_embd)
        self.lm_head = nn.Linear(n_embd, vocab_size)

    def forward(self, idx, targets=None):
        x = self.wte(idx) + self.wpe(torch.arange(idx.shape[1]))
        logits = self.lm_head(self.ln_f(self.blocks(x)))
        loss = None
        if targets is not None:
            loss = F.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1))
        return logits, loss


text = ("the quick brown fox jumps over the lazy dog and then the dog sleeps under a tree while the fox runs to the river. "
        "a boat waits at the river for two men who carry a box of tea and a map of the town. ") * 30
chars = sorted(set(text))
data = torch.tensor([chars.index(c) for c in text])


def get_batch():
    ix = torch.randint(len(data) - block_size - 1, (batch_size,))
    x = torch.stack([data[i:i + block_size] for i in ix])
    y = torch.stack([data[i:i + block_size] for i in ix])
    return x, y


def main(out):
    torch.manual_seed(1337)
    model = GPT(len(chars))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for it in range(170):
            xb, yb = get_batch()
            logits, loss = model(xb, yb)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
