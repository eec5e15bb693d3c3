import torch
from torch import nn
import torch.nn.functional as F

torch.set_num_threads(1)

KIND = "bug"
STYLE = "VAE with autocast, GradScaler and gradient accumulation; SGD"
WHAT = ("clip_grad_norm_ is called before scaler.unscale_: gradients that are 65536 times too large are clipped to norm 1 and then divided by 65536 in scaler.step(), "
        "so the weights hardly move and the loss stays where it began.")
EXPECT = ["over-clipped", "update-ratio", "not-decreasing"]
USES = ["monitor"]
BUG = True


class VAE(nn.Module):
    def __init__(self, d=36, h=48, z=4):
        super().__init__()
        self.enc, self.stats = nn.Linear(d, h), nn.Linear(h, 2 * z)
        self.dec, self.out = nn.Linear(z, h), nn.Linear(h, d)

    def forward(self, x):
        mu, logvar = self.stats(F.relu(self.enc(x))).chunk(2, -1)
        z = mu + (0.5 * logvar).exp() * torch.randn_like(mu)
        return self.out(F.relu(self.dec(z))), mu, logvar


def elbo(x, logits, mu, logvar):
    logits, mu, logvar = logits.float(), mu.float(), logvar.float()
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1).mean()
    kl = -0.5 * (1 + logvar - mu**2 - logvar.exp()).sum(1).mean()
    return reconstruction + kl, reconstruction, kl


def pictures(n, seed):
    g = torch.Generator().manual_seed(seed)
    r, c = torch.randint(4, (n,), generator=g), torch.randint(4, (n,), generator=g)
    x = torch.zeros(n, 6, 6)
    for i in range(n):
        x[i, r[i] : r[i] + 3, c[i] : c[i] + 3] = 1
    flip = torch.rand(n, 6, 6, generator=g) < 0.03
    return (x - flip.float()).abs().view(n, 36)


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(18)
    data, test = pictures(3200, 1), pictures(400, 2)
    model = VAE()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    scaler = torch.amp.GradScaler("cpu", init_scale=65536.0)
    accumulate, updates = 2, 0
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(24):
            model.train()
            batches = torch.randperm(len(data)).split(64)
            total = 0.0
            for i, rows in enumerate(batches):
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    logits, mu, logvar = model(data[rows])
                loss, _, _ = elbo(data[rows], logits, mu, logvar)
                scaler.scale(loss / accumulate).backward()
                total += loss.item() / accumulate
                if (i + 1) % accumulate == 0:
                    if not BUG:
                        scaler.unscale_(optimizer)
                    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                    scaler.step(optimizer)
                    scaler.update()
                    optimizer.zero_grad()
                    monitor.step(total)
                    total = 0.0
                    updates += 1
            model.eval()
            with torch.no_grad():
                value, reconstruction, kl = (v.item() for v in elbo(test, *model(test)))
            monitor.evaluate("validation", value)
    print("CHECK", updates, "updates; validation", value, reconstruction, kl, "scale", scaler.get_scale())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
