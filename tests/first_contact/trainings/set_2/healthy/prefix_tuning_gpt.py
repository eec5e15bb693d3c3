import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F

KIND = "healthy"
STYLE = "prompt tuning"
WHAT = "a small GPT pre-trained with style words is steered to one style by 4 prompt vectors and nothing else; all of its weights are frozen"
EXPECT = []
USES = ["monitor"]

V, STYLES, L, P, D = 16, 4, 6, 4, 32
UNKNOWN = V + STYLES


def sentences(n, g, style=None):
    tables = torch.stack([torch.randperm(V, generator=torch.Generator().manual_seed(s)) for s in range(1, 1 + STYLES)])
    k = torch.randint(0, STYLES, (n,), generator=g) if style is None else torch.full((n,), style)
    x = torch.randint(0, V, (n, L), generator=g)
    for t in range(1, L):
        x[:, t] = torch.where(torch.rand(n, generator=g) < 0.85, tables[k, x[:, t - 1]], x[:, t])
    return x, k


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln1, self.ln2 = nn.LayerNorm(D), nn.LayerNorm(D)
        self.qkv, self.proj = nn.Linear(D, 3 * D), nn.Linear(D, D)
        self.mlp = nn.Sequential(nn.Linear(D, 4 * D), nn.GELU(), nn.Linear(4 * D, D))

    def forward(self, x):
        b, t, _ = x.shape
        q, k, v = self.qkv(self.ln1(x)).view(b, t, 3, 2, D // 2).permute(2, 0, 3, 1, 4)
        x = x + self.proj(F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(b, t, D))
        return x + self.mlp(self.ln2(x))


class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.tok, self.pos = nn.Embedding(V + STYLES + 1, D), nn.Embedding(P + L, D)
        self.blocks, self.ln, self.head = nn.ModuleList([Block()]), nn.LayerNorm(D), nn.Linear(D, V)

    def forward(self, prompt, ids):
        h = torch.cat([prompt, self.tok(ids)], 1) + self.pos.weight
        for block in self.blocks:
            h = block(h)
        return self.head(self.ln(h))[:, P:-1]

    def loss(self, prompt, ids):
        return F.cross_entropy(self(prompt, ids).flatten(0, 1), ids[:, 1:].flatten())


class PromptTuned(nn.Module):
    def __init__(self, gpt):
        super().__init__()
        self.gpt = gpt.requires_grad_(False)
        self.prompt = nn.Parameter(gpt.tok.weight[UNKNOWN].detach().repeat(P, 1) + 0.02 * torch.randn(P, D))

    def forward(self, ids):
        return self.gpt.loss(self.prompt.expand(len(ids), -1, -1), ids)


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(3)
    gpt = GPT()
    opt = torch.optim.AdamW(gpt.parameters(), lr=8e-3)
    for step in range(170):                                      # the "foundation" model, told the style in three of four rows
        ids, k = sentences(32, g)
        word = torch.where(torch.rand(len(k), generator=g) < 0.75, V + k, torch.full_like(k, UNKNOWN))
        opt.zero_grad()
        gpt.loss(gpt.tok(word[:, None].expand(-1, P)), ids).backward()
        opt.step()
    model = PromptTuned(gpt)
    opt = torch.optim.Adam([model.prompt], lr=3e-2)
    with TrainingMonitor(model, opt, out=out) as monitor:
        for step in range(150):
            ids, _ = sentences(32, g, style=1)
            loss = model(ids)
            opt.zero_grad()
            loss.backward()
            opt.step()
            monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
