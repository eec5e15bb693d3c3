import torch
torch.set_num_threads(1)
from torch import nn, optim
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "WGAN clipping"
WHAT = "WGAN with weight clipping and RMSprop as in the paper on one-dimensional data; the monitor is on the critic alone, losses are negative."
EXPECT = []
USES = ["monitor"]

CLIP, N_CRITIC, BATCH = 0.1, 5, 64


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(nn.Linear(2, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1, bias=False))

    def forward(self, x):
        return self.main(x).mean()


class Generator(nn.Module):
    def __init__(self, nz=4):
        super().__init__()
        self.nz = nz
        self.main = nn.Sequential(nn.Linear(nz, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))

    def forward(self, n):
        return self.main(torch.randn(n, self.nz))


def sample_real(n):
    x = torch.randn(n, 1)
    return torch.cat([2 + 0.7 * x, 1 + 0.5 * x + 0.2 * torch.randn(n, 1)], 1)


def main(out):
    torch.manual_seed(0)
    critic, generator = Critic(), Generator()
    opt_c = optim.RMSprop(critic.parameters(), lr=2e-3)
    opt_g = optim.RMSprop(generator.parameters(), lr=1e-3)
    with TrainingMonitor(critic, opt_c, out=out) as monitor:
        for step in range(110):
            for _ in range(N_CRITIC):
                opt_c.zero_grad()
                loss_c = critic(generator(BATCH).detach()) - critic(sample_real(BATCH))
                loss_c.backward()
                opt_c.step()
                with torch.no_grad():
                    for p in critic.parameters():
                        p.clamp_(-CLIP, CLIP)
                monitor.step(loss_c)
            opt_g.zero_grad()
            loss_g = -critic(generator(BATCH))
            loss_g.backward()
            opt_g.step()
    with torch.no_grad():
        s = generator(4000)
    print("mean", s.mean(0).tolist(), "std", s.std(0).tolist(), "(real: 2, 1; 0.7, 0.54)")
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
