import math
import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.nn import functional as F
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "tiny GPT tied"
WHAT = "A nanoGPT with tied embeddings, loss in forward, warm-up and cosine, on sums written as text; padding after the sum is ignored."
EXPECT = []
USES = ["monitor"]

CHARS = "0123456789+=.\n"
N_EMBD, BLOCK = 48, 10


class CausalSelfAttention(nn.Module):
    def __init__(self, n_head=4):
        super().__init__()
        self.c_attn = nn.Linear(N_EMBD, 3 * N_EMBD)
        self.c_proj = nn.Linear(N_EMBD, N_EMBD)
        self.n_head = n_head

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = (t.view(B, T, self.n_head, C // self.n_head).transpose(1, 2) for t in self.c_attn(x).split(C, dim=2))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.c_proj(y.transpose(1, 2).reshape(B, T, C))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1, self.attn = nn.LayerNorm(N_EMBD), CausalSelfAttention()
        self.ln_2 = nn.LayerNorm(N_EMBD)
        self.mlp = nn.Sequential(nn.Linear(N_EMBD, 4 * N_EMBD), nn.GELU(), nn.Linear(4 * N_EMBD, N_EMBD))

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class GPT(nn.Module):
    def __init__(self, n_layer=2):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(len(CHARS), N_EMBD), nn.Embedding(BLOCK, N_EMBD)
        self.h = nn.ModuleList(Block() for _ in range(n_layer))
        self.ln_f = nn.LayerNorm(N_EMBD)
        self.lm_head = nn.Linear(N_EMBD, len(CHARS), bias=False)
        self.wte.weight = self.lm_head.weight
        for name, p in self.named_parameters():
            if p.dim() == 2:
                nn.init.normal_(p, 0.0, 0.02 / math.sqrt(2 * n_layer) if "c_proj" in name or "mlp.2" in name else 0.02)

    def forward(self, idx, targets):
        x = self.wte(idx) + self.wpe(torch.arange(idx.shape[1]))
        for block in self.h:
            x = block(x)
        logits = self.lm_head(self.ln_f(x))
        return logits, F.cross_entropy(logits.view(-1, logits.size(-1)), targets.reshape(-1), ignore_index=-1)


def get_batch(n=32):
    a, b = torch.randint(0, 40, (n,)).tolist(), torch.randint(0, 40, (n,)).tolist()
    rows = [f"{x:02d}+{y:02d}={x + y:02d}." for x, y in zip(a, b)]
    ids = torch.tensor([[CHARS.index(c) for c in r] for r in rows])
    targets = ids[:, 1:].clone()
    targets[:, :5] = -1                                     # only the answer counts
    return ids[:, :-1], targets


def main(out, max_iters=350, warmup=35, lr=4e-3):
    torch.manual_seed(1337)
    model = GPT()
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, betas=(0.9, 0.99), weight_decay=0.1)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for it in range(max_iters):
            now = lr * (it + 1) / warmup if it < warmup else lr * (0.55 + 0.45 * math.cos(math.pi * (it - warmup) / (max_iters - warmup)))
            for group in optimizer.param_groups:
                group["lr"] = now
            logits, loss = model(*get_batch())
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
