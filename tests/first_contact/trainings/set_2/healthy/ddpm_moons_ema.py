import copy
import math
import torch
torch.set_num_threads(1)
from torch import nn

KIND = "healthy"
STYLE = "diffusion"
WHAT = "DDPM noise prediction on two moons with an EMA copy; the loss settles near a floor of about 0.4 early and is noisy"
EXPECT = []
USES = ["monitor"]

T = 60


def moons(n):
    a = torch.rand(n) * math.pi
    upper = torch.rand(n) < 0.5
    x = torch.where(upper, a.cos(), 1 - a.cos())
    y = torch.where(upper, a.sin(), 0.5 - a.sin())
    return (torch.stack([x - 0.5, y - 0.25], 1) + 0.1 * torch.randn(n, 2)) / 0.7


class Denoiser(nn.Module):
    def __init__(self, width=96):
        super().__init__()
        self.register_buffer("freqs", torch.exp(torch.linspace(0, math.log(100.0), 12)))
        self.inp = nn.Linear(2 + 24, width)
        self.hidden = nn.ModuleList([nn.Linear(width, width) for _ in range(2)])
        self.out = nn.Linear(width, 2)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x, t):
        e = (t.float() / T)[:, None] * self.freqs
        h = self.inp(torch.cat([x, e.sin(), e.cos()], 1))
        for layer in self.hidden:
            h = h + layer(nn.functional.silu(h))
        return self.out(nn.functional.silu(h))


class GaussianDiffusion:
    def __init__(self):
        self.betas = torch.linspace(2e-3, 0.13, T)
        self.abar = torch.cumprod(1 - self.betas, 0)

    def loss(self, model, x0):
        t = torch.randint(0, T, (len(x0),))
        eps = torch.randn_like(x0)
        a = self.abar[t][:, None]
        return (model(a.sqrt() * x0 + (1 - a).sqrt() * eps, t) - eps).pow(2).mean()

    @torch.no_grad()
    def sample(self, model, n):
        x = torch.randn(n, 2)
        for i in reversed(range(T)):
            eps = model(x, torch.full((n,), i))
            x = (x - self.betas[i] / (1 - self.abar[i]).sqrt() * eps) / (1 - self.betas[i]).sqrt()
            if i:
                x = x + self.betas[i].sqrt() * torch.randn_like(x)
        return x


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    model, diffusion = Denoiser(), GaussianDiffusion()
    ema = copy.deepcopy(model).requires_grad_(False)
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-4)
    with TrainingMonitor(model, opt, out=out) as monitor:
        for step in range(500):
            loss = diffusion.loss(model, moons(160))
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            with torch.no_grad():
                for p, q in zip(ema.parameters(), model.parameters()):
                    p.lerp_(q, 0.01)
            monitor.step(loss)
    s, r = diffusion.sample(ema, 500), moons(500)
    print("nearest real point of a sample", torch.cdist(s, r).min(1).values.mean().item(), "of a real one", torch.cdist(moons(500), r).min(1).values.mean().item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
