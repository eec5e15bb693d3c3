import torch
import torch.nn as nn

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "discriminator never updated"
WHAT = "a GAN on a ring of 2-d Gaussians: optimizer_D was built with generator.parameters(), so that the discriminator keeps its initial weights"
EXPECT = ["unchanged-parameters", "missing-zero-grad"]
USES = ["monitor"]

latent_dim = 8


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = nn.Sequential(nn.Linear(latent_dim, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))

    def forward(self, z):
        return self.model(z)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = nn.Sequential(nn.Linear(2, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))

    def forward(self, x):
        return self.model(x)


def real_samples(n):
    angle = torch.randint(0, 8, (n,)) * (6.28318 / 8)
    return torch.stack([angle.cos(), angle.sin()], 1) * 2 + 0.05 * torch.randn(n, 2)


def main(out):
    torch.manual_seed(0)
    generator, discriminator = Generator(), Discriminator()
    adversarial_loss = nn.BCEWithLogitsLoss()
    optimizer_G = torch.optim.Adam(generator.parameters(), lr=5e-4, betas=(0.5, 0.999))
    optimizer_D = torch.optim.Adam(generator.parameters(), lr=5e-4, betas=(0.5, 0.999))
    with TrainingMonitor({"G": (generator, optimizer_G), "D": (discriminator, optimizer_D)}, out=out) as monitor:
        for i in range(350):
            real = real_samples(64)
            valid, fake = torch.ones(64, 1), torch.zeros(64, 1)

            optimizer_G.zero_grad()
            gen = generator(torch.randn(64, latent_dim))
            g_loss = adversarial_loss(discriminator(gen), valid)
            g_loss.backward()
            optimizer_G.step()

            optimizer_D.zero_grad()
            real_loss = adversarial_loss(discriminator(real), valid)
            fake_loss = adversarial_loss(discriminator(gen.detach()), fake)
            d_loss = (real_loss + fake_loss) / 2
            d_loss.backward()
            optimizer_D.step()
            monitor.step({"G": g_loss, "D": d_loss})
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
