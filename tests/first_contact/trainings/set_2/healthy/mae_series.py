import math
import torch
torch.set_num_threads(1)
from torch import nn

KIND = "healthy"
STYLE = "masked autoencoder"
WHAT = "MAE: half of the patches of multi-channel series are hidden, loss on hidden patches only; frozen sine positions, long warm-up"
EXPECT = []
USES = ["monitor"]

PATCHES, SIZE = 10, 6


def series(n, g):
    t = torch.arange(PATCHES * SIZE) / (PATCHES * SIZE)
    f = torch.randint(1, 3, (n, 1), generator=g)
    ph = 6.2832 * torch.rand(n, 1, generator=g)
    x = torch.sin(6.2832 * f * t + ph) + 0.3 * torch.randn(n, 1, generator=g) * t
    return (x + 0.05 * torch.randn(n, PATCHES * SIZE, generator=g)).view(n, PATCHES, SIZE)


def positions(dim):
    p = torch.arange(PATCHES)[:, None] * torch.exp(-math.log(50.0) * torch.arange(0, dim, 2) / dim)
    return torch.cat([p.sin(), p.cos()], 1)


class MAE(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.patch = nn.Linear(SIZE, dim)
        self.pos = nn.Parameter(positions(dim), requires_grad=False)
        layer = lambda: nn.TransformerEncoderLayer(dim, 2, 64, dropout=0.0, batch_first=True, norm_first=True, activation="gelu")
        self.encoder = nn.ModuleList([layer()])
        self.mask_token = nn.Parameter(0.02 * torch.randn(1, 1, dim))
        self.decoder = layer()
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, SIZE)

    def forward(self, x, ratio=0.5):
        b, n, _ = x.shape
        keep = n - int(n * ratio)
        order = torch.rand(b, n).argsort(1)
        back = order.argsort(1)
        h = self.patch(x) + self.pos
        h = h.gather(1, order[:, :keep, None].expand(-1, -1, h.shape[-1]))
        for block in self.encoder:
            h = block(h)
        h = torch.cat([h, self.mask_token.expand(b, n - keep, -1)], 1)
        h = h.gather(1, back[..., None].expand(-1, -1, h.shape[-1])) + self.pos
        pred = self.head(self.norm(self.decoder(h)))
        hidden = (back >= keep).float()
        return (((pred - x) ** 2).mean(2) * hidden).sum() / hidden.sum()


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(4)
    model = MAE()
    opt = torch.optim.AdamW((p for p in model.parameters() if p.requires_grad), lr=4e-3, betas=(0.9, 0.95), weight_decay=0.05)
    total, warm = 220, 50
    lr = lambda s: (s + 1) / warm if s < warm else 0.5 * (1 + math.cos(math.pi * (s - warm) / (total - warm)))
    sched = torch.optim.lr_scheduler.LambdaLR(opt, lr)
    with TrainingMonitor(model, opt, out=out) as monitor:
        for step in range(total):
            loss = model(series(24, g))
            opt.zero_grad()
            loss.backward()
            opt.step()
            sched.step()
            monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
