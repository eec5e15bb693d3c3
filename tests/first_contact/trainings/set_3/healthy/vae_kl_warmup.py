import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "healthy"
STYLE = "VAE with KL annealing"
WHAT = "A VAE whose loss is summed over pixels, averaged over rows, with beta from 0 to 1: the KL grows and the total rises for a while by design (odd but sound)."
EXPECT = []
USES = ["monitor"]


class VAE(nn.Module):
    def __init__(self, pixels=144, latent=8):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(pixels, 128), nn.ELU(), nn.Linear(128, 2 * latent))
        self.decoder = nn.Sequential(nn.Linear(latent, 128), nn.ELU(), nn.Linear(128, pixels))

    def forward(self, x):
        mean, log_var = self.encoder(x).chunk(2, 1)
        z = mean + torch.randn_like(mean) * (0.5 * log_var).exp()
        return self.decoder(z), mean, log_var


def bars(n, gen):
    image = torch.zeros(n, 12, 12)
    row = torch.randint(0, 11, (n,), generator=gen)
    column = torch.randint(0, 11, (n,), generator=gen)
    index = torch.arange(n)
    for k in range(2):
        image[index, row + k] = 1
        image[index, :, column + k] = 1
    flip = torch.rand(n, 12, 12, generator=gen) < 0.02
    return torch.where(flip, 1 - image, image).flatten(1)


def parts(model, x):
    logits, mean, log_var = model(x)
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1).mean()
    kl = (-0.5 * (1 + log_var - mean**2 - log_var.exp())).sum(1).mean()
    return reconstruction, kl


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(3)
    gen = torch.Generator().manual_seed(30)
    train, held = bars(4096, gen), bars(512, gen)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(train), batch_size=64, shuffle=True)
    model = VAE()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    step, warm = 0, 500
    log = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(16):
            model.train()
            for (x,) in monitor.watch(loader):
                beta = min(1.0, step / warm)
                reconstruction, kl = parts(model, x)
                loss = reconstruction + beta * kl
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss, metrics={"reconstruction": reconstruction, "kl": kl, "beta": beta})
                log.append((loss.item(), reconstruction.item(), kl.item()))
                step += 1
            model.eval()
            with torch.no_grad():
                reconstruction, kl = parts(model, held)
            monitor.evaluate("validation", (reconstruction + beta * kl).item())
    print("CHECK", [tuple(round(v, 1) for v in log[i]) for i in (0, 100, 250, 500, 700, len(log) - 1)], "val ELBO", (reconstruction + kl).item())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
