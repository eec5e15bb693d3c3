import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "VAE"
WHAT = "A Bernoulli VAE of bar images; the loss is the ELBO summed over pixels (tens of nats), as is usual, averaged over the batch."
EXPECT = []
USES = ["monitor"]


def bars(n, size=8):
    """Each row and each column is lit with probability 0.2."""
    rows = (torch.rand(n, size, 1) < 0.2).expand(n, size, size)
    cols = (torch.rand(n, 1, size) < 0.2).expand(n, size, size)
    return (rows | cols).float().flatten(1)


class VAE(nn.Module):
    def __init__(self, z=12):
        super().__init__()
        self.fc1 = nn.Linear(64, 128)
        self.fc21 = nn.Linear(128, z)
        self.fc22 = nn.Linear(128, z)
        self.fc3 = nn.Linear(z, 128)
        self.fc4 = nn.Linear(128, 64)

    def encode(self, x):
        h1 = F.relu(self.fc1(x))
        return self.fc21(h1), self.fc22(h1)

    def reparameterize(self, mu, logvar):
        return mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)

    def decode(self, z):
        return self.fc4(F.relu(self.fc3(z)))

    def forward(self, x):
        mu, logvar = self.encode(x)
        return self.decode(self.reparameterize(mu, logvar)), mu, logvar


def elbo(recon_logits, x, mu, logvar):
    bce = F.binary_cross_entropy_with_logits(recon_logits, x, reduction="none").sum(1)
    kld = -0.5 * (1 + logvar - mu.pow(2) - logvar.exp()).sum(1)
    return (bce + kld).mean()


def main(out):
    torch.manual_seed(1)
    loader = DataLoader(bars(6400), batch_size=64, shuffle=True)
    model = VAE()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(6):
            model.train()
            train_loss = 0
            for data in monitor.watch(loader):
                optimizer.zero_grad()
                recon, mu, logvar = model(data)
                loss = elbo(recon, data, mu, logvar)
                loss.backward()
                train_loss += loss.item() * len(data)
                optimizer.step()
                monitor.step(loss)
            print(f"====> Epoch: {epoch} Average loss: {train_loss / 6400:.4f}")
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
