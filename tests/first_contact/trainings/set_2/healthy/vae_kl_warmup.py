import torch
torch.set_num_threads(1)
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

KIND = "healthy"
STYLE = "VAE"
WHAT = "VAE over 8x8 binary bars without the KL term for 120 steps, then annealed to 1 over 120 more: the loss rises by design in the middle"
EXPECT = []
USES = ["monitor"]


def bars(n, seed):
    g = torch.Generator().manual_seed(seed)
    rows, cols = (torch.rand(n, 8, generator=g) < 0.2), (torch.rand(n, 8, generator=g) < 0.2)
    img = (rows[:, :, None] | cols[:, None, :]).float()
    flip = torch.rand(n, 8, 8, generator=g) < 0.02
    return torch.where(flip, 1 - img, img).flatten(1)


class VAE(nn.Module):
    def __init__(self, latent=10):
        super().__init__()
        self.fc1 = nn.Linear(64, 128)
        self.fc21 = nn.Linear(128, latent)
        self.fc22 = nn.Linear(128, latent)
        self.fc3 = nn.Linear(latent, 128)
        self.fc4 = nn.Linear(128, 64)

    def encode(self, x):
        h = F.relu(self.fc1(x))
        return self.fc21(h), self.fc22(h)

    def decode(self, z):
        return self.fc4(F.relu(self.fc3(z)))

    def forward(self, x):
        mu, logvar = self.encode(x)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)
        return self.decode(z), mu, logvar


def elbo_terms(logits, x, mu, logvar):
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
    kld = -0.5 * (1 + logvar - mu.pow(2) - logvar.exp()).sum(1)
    return bce.mean(), kld.mean()


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(1)
    loader = DataLoader(TensorDataset(bars(4096, 0)), batch_size=64, shuffle=True)
    test = bars(512, 1)
    model = VAE()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    step = 0
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(7):
            model.train()
            for (x,) in monitor.watch(loader):
                beta = min(1.0, max(0.0, (step - 120) / 120))
                bce, kld = elbo_terms(*((o := model(x))[0], x, o[1], o[2]))
                loss = bce + beta * kld
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss, metrics={"reconstruction": bce.item(), "kld": kld.item(), "beta": beta})
                step += 1
            model.eval()
            with torch.no_grad():
                logits, mu, logvar = model(test)
                bce, kld = elbo_terms(logits, test, mu, logvar)
            monitor.evaluate("test", bce + beta * kld)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
