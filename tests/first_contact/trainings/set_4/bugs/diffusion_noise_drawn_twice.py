import math

import torch
import torch.nn as nn

torch.set_num_threads(1)

KIND = "bug"
STYLE = "DDPM on points, time embedding, EMA of weights, step budget"
WHAT = ("The training step adds one torch.randn_like(x0) to the data and compares the prediction with another one, so there is nothing to "
        "learn: the loss rests at the variance of the noise and samples never look like data.")
EXPECT = ["at-chance", "not-decreasing", "input-ignored"]
USES = ["monitor"]
BUG = True

T = 60
BETAS = torch.linspace(1e-3, 0.12, T)
ALPHA_BAR = torch.cumprod(1 - BETAS, 0)


class Denoiser(nn.Module):
    def __init__(self, width=96):
        super().__init__()
        self.register_buffer("freq", torch.exp(torch.linspace(0, math.log(50), 8)))
        self.net = nn.Sequential(nn.Linear(2 + 16, width), nn.SiLU(), nn.Linear(width, width), nn.SiLU(), nn.Linear(width, 2))

    def forward(self, x, t):
        a = (t.float() / T).unsqueeze(1) * self.freq
        return self.net(torch.cat([x, a.sin(), a.cos()], 1))


def q_sample(x0, t, noise):
    ab = ALPHA_BAR[t].unsqueeze(1)
    return ab.sqrt() * x0 + (1 - ab).sqrt() * noise


def training_loss(model, x0):
    t = torch.randint(T, (len(x0),))
    noise = torch.randn_like(x0)
    xt = q_sample(x0, t, noise)
    target = torch.randn_like(x0) if BUG else noise
    return ((model(xt, t) - target) ** 2).mean()


@torch.no_grad()
def sample(model, n):
    x = torch.randn(n, 2)
    for t in reversed(range(T)):
        e = model(x, torch.full((n,), t))
        x = (x - BETAS[t] / (1 - ALPHA_BAR[t]).sqrt() * e) / (1 - BETAS[t]).sqrt()
        if t:
            x = x + BETAS[t].sqrt() * torch.randn_like(x)
    return x


def ring(n):
    a = torch.rand(n) * 2 * math.pi
    return torch.stack([a.cos(), a.sin()], 1) * 1.5 + 0.05 * torch.randn(n, 2)


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(8)
    model = Denoiser()
    ema = Denoiser()
    ema.load_state_dict(model.state_dict())
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for step in range(1500):
            loss = training_loss(model, ring(256))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            with torch.no_grad():
                for p, q in zip(ema.parameters(), model.parameters()):
                    p.lerp_(q, 0.01)
            monitor.step(loss)
            if step % 300 == 299:
                with torch.no_grad():
                    monitor.evaluate("validation", training_loss(ema, ring(2048)).item())
    r = sample(ema, 1000).norm(dim=1)
    print("CHECK samples' distance from the ring", (r - 1.5).abs().mean().item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
