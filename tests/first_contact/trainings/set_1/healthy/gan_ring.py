import math, os
import torch
torch.set_num_threads(1)
import torch.nn as nn
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "GAN"
WHAT = "A plain non-saturating GAN on a ring; its losses hover around log 2 as they should, a monitor for each network."
EXPECT = []
USES = ["monitor"]

batch_size, nz = 128, 4


def real_batch():
    theta = 2 * math.pi * torch.rand(batch_size, 1)
    radius = 1 + 0.1 * torch.randn(batch_size, 1)
    return torch.cat([radius * theta.cos(), radius * theta.sin()], 1)


def main(out):
    torch.manual_seed(999)
    netG = nn.Sequential(nn.Linear(nz, 64), nn.ReLU(True), nn.Linear(64, 64), nn.ReLU(True), nn.Linear(64, 2))
    netD = nn.Sequential(nn.Linear(2, 64), nn.LeakyReLU(0.2, inplace=True), nn.Linear(64, 64), nn.LeakyReLU(0.2, inplace=True), nn.Linear(64, 1))
    criterion = nn.BCEWithLogitsLoss()
    optimizerD = torch.optim.Adam(netD.parameters(), lr=2e-3, betas=(0.5, 0.999))
    optimizerG = torch.optim.Adam(netG.parameters(), lr=1e-3, betas=(0.5, 0.999))
    real_label, fake_label = torch.ones(batch_size, 1), torch.zeros(batch_size, 1)

    monD = TrainingMonitor(netD, optimizerD, out=os.path.join(out, "D"))
    monG = TrainingMonitor(netG, optimizerG, out=os.path.join(out, "G"))
    with monD, monG:
        for it in range(500):
            # (1) Update D: maximise log(D(x)) + log(1 - D(G(z)))
            netD.zero_grad()
            errD_real = criterion(netD(real_batch()), real_label)
            errD_real.backward()
            fake = netG(torch.randn(batch_size, nz))
            errD_fake = criterion(netD(fake.detach()), fake_label)
            errD_fake.backward()
            optimizerD.step()
            errD = errD_real + errD_fake
            monD.step(errD)
            # (2) Update G: maximise log(D(G(z)))
            netG.zero_grad()
            errG = criterion(netD(fake), real_label)
            errG.backward()
            optimizerG.step()
            monG.step(errG)
    with torch.no_grad():
        r = netG(torch.randn(2000, nz)).norm(dim=1)
    print(f"radius of samples {r.mean():.2f} +- {r.std():.2f} (real 1.00 +- 0.10)")
    findings = list(monD.diagnose().findings) + list(monG.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
