import torch

torch.set_num_threads(1)
import copy
import math

from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "diffusion (DDPM), EMA of weights"
WHAT = "Noise prediction on two moons; the loss falls early and then stays noisy and flat because the noise cannot be predicted wholly; the EMA copy is evaluated (odd but sound)."
EXPECT = []
USES = ["monitor"]
T = 100


class Denoiser(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("frequencies", torch.exp(torch.linspace(0, math.log(200), 16)))
        self.net = nn.Sequential(nn.Linear(2 + 32, 128), nn.SiLU(), nn.Linear(128, 128), nn.SiLU(), nn.Linear(128, 128), nn.SiLU(), nn.Linear(128, 2))

    def forward(self, x, t):
        angle = (t.float() / T)[:, None] * self.frequencies
        return self.net(torch.cat([x, angle.sin(), angle.cos()], 1))


def moons(n):
    angle = math.pi * torch.rand(n)
    upper = torch.rand(n) < 0.5
    x = torch.where(upper, angle.cos(), 1 - angle.cos())
    y = torch.where(upper, angle.sin(), 0.5 - angle.sin())
    return (torch.stack([x, y], 1) + 0.05 * torch.randn(n, 2) - torch.tensor([0.5, 0.25])) / 0.7


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(8)
    alpha_bar = torch.cumprod(1 - torch.linspace(1e-4, 0.06, T), 0)

    def objective(model, x0, t, noise):
        a = alpha_bar[t][:, None]
        return F.mse_loss(model(a.sqrt() * x0 + (1 - a).sqrt() * noise, t), noise)

    train, held = moons(8192), moons(1024)
    held_t, held_noise = torch.randint(0, T, (1024,)), torch.randn(1024, 2)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(train), batch_size=128, shuffle=True)
    model = Denoiser()
    ema = copy.deepcopy(model).requires_grad_(False)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    values = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(14):
            for (x0,) in monitor.watch(loader):
                loss = objective(model, x0, torch.randint(0, T, (len(x0),)), torch.randn_like(x0))
                optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                with torch.no_grad():
                    for slow, fast in zip(ema.parameters(), model.parameters()):
                        slow.lerp_(fast, 0.01)
                monitor.step(loss)
                values.append(loss.item())
            with torch.no_grad():
                held_loss = objective(ema, held, held_t, held_noise)
            monitor.evaluate("validation", held_loss.item())
    print("CHECK first", values[0], "last 50", sum(values[-50:]) / 50, "val", held_loss.item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
