import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)

KIND = "bug"
STYLE = "GAN class with two optimizers, monitored as a dict"
WHAT = ("optimizer_d.zero_grad() is missing: the discriminator's gradients pile up over all steps, also those that the generator's "
        "backward pass sends through it, so the discriminator is pushed by stale gradients and the generator gets no useful signal.")
EXPECT = ["missing-zero-grad"]
USES = ["monitor"]
BUG = True


def mlp(i, h, o):
    return nn.Sequential(nn.Linear(i, h), nn.LeakyReLU(0.2), nn.Linear(h, h), nn.LeakyReLU(0.2), nn.Linear(h, o))


class ToyGAN:
    def __init__(self, latent=4):
        self.latent = latent
        self.g = mlp(latent, 48, 2)
        self.d = mlp(2, 48, 1)
        self.opt_g = torch.optim.Adam(self.g.parameters(), lr=1e-3, betas=(0.5, 0.9))
        self.opt_d = torch.optim.Adam(self.d.parameters(), lr=1e-3, betas=(0.5, 0.9))

    def sample(self, n):
        return self.g(torch.randn(n, self.latent))

    def step_d(self, real):
        if not BUG:
            self.opt_d.zero_grad()
        fake = self.sample(len(real)).detach()
        loss = F.softplus(-self.d(real)).mean() + F.softplus(self.d(fake)).mean()
        loss.backward()
        self.opt_d.step()
        return loss.detach()

    def step_g(self, n):
        self.opt_g.zero_grad()
        loss = F.softplus(-self.d(self.sample(n))).mean()
        loss.backward()
        self.opt_g.step()
        return loss.detach()


def real_points(n):
    return torch.randn(n, 2) @ torch.tensor([[0.9, 0.3], [0.0, 0.4]]) + torch.tensor([2.0, -1.0])


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(3)
    gan = ToyGAN()
    with TrainingMonitor({"G": (gan.g, gan.opt_g), "D": (gan.d, gan.opt_d)}, out=out) as monitor:
        for _ in range(1200):
            loss_d = gan.step_d(real_points(128))
            loss_g = gan.step_g(128)
            monitor.step({"G": loss_g, "D": loss_d})
    with torch.no_grad():
        fake, real = gan.sample(4000), real_points(4000)
    print("CHECK mean off by", (fake.mean(0) - real.mean(0)).norm().item(), "std", fake.std(0).tolist(), real.std(0).tolist())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
