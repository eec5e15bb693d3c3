import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F

KIND = "healthy"
STYLE = "VQ-VAE"
WHAT = "VQ-VAE with an EMA codebook (a buffer, not a parameter), straight-through estimator and commitment loss on waveforms"
EXPECT = []
USES = ["monitor"]


class VectorQuantizerEMA(nn.Module):
    def __init__(self, k=32, d=8, decay=0.95, commitment=0.25):
        super().__init__()
        self.k, self.decay, self.commitment = k, decay, commitment
        self.register_buffer("codebook", torch.randn(k, d))
        self.register_buffer("cluster_size", torch.ones(k))
        self.register_buffer("ema_w", self.codebook.clone())

    def forward(self, z):  # B, T, D
        flat = z.reshape(-1, z.shape[-1])
        idx = torch.cdist(flat, self.codebook).argmin(1)
        onehot = F.one_hot(idx, self.k).type_as(flat)
        q = self.codebook[idx].view_as(z)
        if self.training:
            with torch.no_grad():
                self.cluster_size.mul_(self.decay).add_(onehot.sum(0), alpha=1 - self.decay)
                self.ema_w.mul_(self.decay).add_(onehot.t() @ flat, alpha=1 - self.decay)
                self.codebook.copy_(self.ema_w / self.cluster_size.clamp(min=1e-3).unsqueeze(1))
                dead = self.cluster_size < 0.05  # revive unused codes from the batch
                if dead.any():
                    pick = flat[torch.randint(0, len(flat), (int(dead.sum()),))]
                    self.codebook[dead], self.ema_w[dead], self.cluster_size[dead] = pick, pick, 1.0
        loss = self.commitment * F.mse_loss(z, q.detach())
        p = onehot.mean(0)
        return z + (q - z).detach(), loss, torch.exp(-(p * (p + 1e-9).log()).sum())


class VQVAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv1d(1, 16, 4, 2, 1), nn.ReLU(), nn.Conv1d(16, 16, 4, 2, 1), nn.ReLU(), nn.Conv1d(16, 8, 1))
        self.vq = VectorQuantizerEMA()
        self.dec = nn.Sequential(nn.Conv1d(8, 16, 3, padding=1), nn.ReLU(), nn.ConvTranspose1d(16, 16, 4, 2, 1), nn.ReLU(),
                                 nn.ConvTranspose1d(16, 1, 4, 2, 1))

    def forward(self, x):
        q, vq_loss, perplexity = self.vq(self.enc(x).transpose(1, 2))
        return self.dec(q.transpose(1, 2)), vq_loss, perplexity


def waves(n):
    t = torch.linspace(0, 1, 64)
    f, p = 1 + 3 * torch.rand(n, 1), 6.28 * torch.rand(n, 1)
    return (torch.sin(6.28 * f * t + p) * (0.5 + torch.rand(n, 1))).unsqueeze(1) + 0.02 * torch.randn(n, 1, 64)


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    model = VQVAE()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for i in range(250):
            x = waves(16)
            recon, vq_loss, perplexity = model(x)
            loss = F.mse_loss(recon, x) + vq_loss
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss, metrics={"vq_loss": vq_loss.item(), "perplexity": perplexity.item()})
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
