import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F

KIND = "healthy"
STYLE = "conditional GAN"
WHAT = "non-saturating conditional GAN on 1-D class densities; only the generator is put under the monitor, D's loss is a metric"
EXPECT = []
USES = ["monitor"]

N_CLASSES, LATENT = 4, 4
CENTRES = torch.tensor([-2.0, -1.0, 0.5, 2.0])
WIDTHS = torch.tensor([0.8, 0.5, 0.6, 1.0])


class G_net(nn.Module):
    def __init__(self):
        super().__init__()
        self.label_emb = nn.Embedding(N_CLASSES, 8)
        self.model = nn.Sequential(nn.Linear(LATENT + 8, 48), nn.LeakyReLU(0.2), nn.Linear(48, 48), nn.LeakyReLU(0.2), nn.Linear(48, 1))

    def forward(self, noise, labels):
        return self.model(torch.cat([self.label_emb(labels), noise], -1))


class D_net(nn.Module):
    def __init__(self):
        super().__init__()
        self.label_emb = nn.Embedding(N_CLASSES, 8)
        self.model = nn.Sequential(nn.Linear(1 + 8, 48), nn.LeakyReLU(0.2), nn.Linear(48, 48), nn.LeakyReLU(0.2), nn.Linear(48, 1))

    def forward(self, x, labels):
        return self.model(torch.cat([self.label_emb(labels), x], -1))


def sample_real(n):
    y = torch.randint(0, N_CLASSES, (n,))
    return (CENTRES[y] + WIDTHS[y] * torch.randn(n)).unsqueeze(1), y


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(2)
    generator, discriminator = G_net(), D_net()
    optimizer_G = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.999))
    optimizer_D = torch.optim.Adam(discriminator.parameters(), lr=2e-3, betas=(0.5, 0.999))
    with TrainingMonitor(generator, optimizer_G, out=out) as monitor:
        for i in range(420):
            real, y = sample_real(96)
            z, gen_y = torch.randn(96, LATENT), torch.randint(0, N_CLASSES, (96,))
            gen = generator(z, gen_y)

            optimizer_D.zero_grad()
            real_in = real.clone().requires_grad_(True)
            d_real, d_fake = discriminator(real_in, y), discriminator(gen.detach(), gen_y)
            (grad,) = torch.autograd.grad(d_real.sum(), real_in, create_graph=True)
            d_loss = F.softplus(-d_real).mean() + F.softplus(d_fake).mean()
            (d_loss + 0.02 * grad.pow(2).sum(1).mean()).backward()  # R1
            optimizer_D.step()

            optimizer_G.zero_grad()
            g_loss = F.softplus(-discriminator(gen, gen_y)).mean()
            g_loss.backward()
            optimizer_G.step()
            monitor.step(g_loss, metrics={"d_loss": d_loss.item()})
    with torch.no_grad():
        y = torch.arange(N_CLASSES).repeat_interleave(500)
        x = generator(torch.randn(2000, LATENT), y).view(N_CLASSES, 500)
    print("means", x.mean(1).tolist(), "stds", x.std(1).tolist())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
