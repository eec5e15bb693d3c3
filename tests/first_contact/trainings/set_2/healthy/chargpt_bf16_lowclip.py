import math
import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

KIND = "healthy"
STYLE = "char GPT"
WHAT = "a small batch-first char GPT under bf16 autocast, gradients clipped at 0.1 by design (Adam does not mind), tied embeddings; probe and monitor"
EXPECT = []
USES = ["probe", "monitor"]

TEXT = " ".join(f"{a} {v} the {b}." for a in ("ann", "bob", "cy", "dee", "eli") for v in ("sees", "feeds", "paints", "follows", "likes")
                for b in ("cat", "old dog", "red fox", "goat", "small bird", "horse"))
CHARS = sorted(set(TEXT))
BLOCK = 24


class Windows(Dataset):
    def __init__(self, lo, hi):
        sentences = TEXT.split(". ")
        g = torch.Generator().manual_seed(0)
        order = torch.randperm(len(sentences), generator=g)[int(lo * len(sentences)):int(hi * len(sentences))]
        stream = ". ".join(sentences[int(i)] for i in order.repeat(4)[torch.randperm(4 * len(order), generator=g)])
        self.ids = torch.tensor([CHARS.index(c) for c in stream])

    def __len__(self):
        return len(self.ids) - BLOCK - 1

    def __getitem__(self, i):
        return self.ids[i:i + BLOCK], self.ids[i + 1:i + BLOCK + 1]


class Block(nn.Module):
    def __init__(self, d, heads=4):
        super().__init__()
        self.ln_1, self.ln_2, self.h = nn.LayerNorm(d), nn.LayerNorm(d), heads
        self.c_attn, self.c_proj = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.mlp = nn.Sequential(nn.Linear(d, 4 * d), nn.GELU(), nn.Linear(4 * d, d))

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = self.c_attn(self.ln_1(x)).view(B, T, 3, self.h, C // self.h).permute(2, 0, 3, 1, 4)
        x = x + self.c_proj(F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(B, T, C))
        return x + self.mlp(self.ln_2(x))


class CharGPT(nn.Module):
    def __init__(self, d=32, layers=1):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(len(CHARS), d), nn.Embedding(BLOCK, d)
        self.h = nn.ModuleList([Block(d) for _ in range(layers)])
        self.ln_f, self.lm_head = nn.LayerNorm(d), nn.Linear(d, len(CHARS), bias=False)
        for m in self.modules():
            if isinstance(m, (nn.Linear, nn.Embedding)):
                nn.init.normal_(m.weight, std=0.05)
        self.lm_head.weight = self.wte.weight

    def forward(self, idx):
        x = self.wte(idx) + self.wpe.weight[:idx.shape[1]]
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))


def lm_loss(logits, targets):
    return F.cross_entropy(logits.float().view(-1, logits.shape[-1]), targets.reshape(-1))


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor
    torch.manual_seed(1337)
    train, val = DataLoader(Windows(0, 0.8), batch_size=8, shuffle=True), DataLoader(Windows(0.8, 1), batch_size=48, shuffle=True)
    model = CharGPT()
    result = dataaudit.probe(model, train, criterion=lm_loss)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3, betas=(0.9, 0.99), weight_decay=0.1)
    steps = 160
    with TrainingMonitor(model, optimizer, out=out, probe=result) as monitor:
        for step, (x, y) in enumerate(monitor.watch(train)):
            if step == steps:
                break
            for group in optimizer.param_groups:
                group["lr"] = 5e-3 * min(1, (step + 1) / 20) * (0.1 + 0.45 * (1 + math.cos(math.pi * step / steps)))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = lm_loss(model(x), y)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 0.1)
            optimizer.step()
            monitor.step(loss)
            if step % 40 == 39:
                model.eval()
                with torch.no_grad():
                    x, y = next(iter(val))
                    monitor.evaluate("val", lm_loss(model(x), y))
                model.train()
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
