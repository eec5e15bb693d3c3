import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)

KIND = "bug"
STYLE = "autoencoder, half optimised"
WHAT = "An autoencoder of two modules; only encoder.parameters() was handed to Adam, the decoder stays as it was initialised."
EXPECT = ["unchanged-parameters"]
USES = ["monitor"]


class Encoder(nn.Module):
    def __init__(self, d_in=40, d_z=6):
        super().__init__()
        self.l1 = nn.Linear(d_in, 64)
        self.l2 = nn.Linear(64, d_z)

    def forward(self, x):
        return self.l2(F.elu(self.l1(x)))


class Decoder(nn.Module):
    def __init__(self, d_z=6, d_out=40):
        super().__init__()
        self.l1 = nn.Linear(d_z, 64)
        self.l2 = nn.Linear(64, d_out)

    def forward(self, z):
        return self.l2(F.elu(self.l1(z)))


class AE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()

    def forward(self, x):
        return self.decoder(self.encoder(x))


def get_data(n=3000):
    g = torch.Generator().manual_seed(11)
    z = torch.randn(n, 6, generator=g)
    mix = torch.randn(6, 40, generator=g) / 6 ** 0.5
    return torch.tanh(z @ mix) + 0.05 * torch.randn(n, 40, generator=g)


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(11)
    data = get_data()
    ae = AE()
    optimizer = torch.optim.Adam(ae.encoder.parameters(), lr=1e-3)
    with TrainingMonitor(ae, optimizer, out=out) as monitor:
        for epoch in range(8):
            for xb in data[torch.randperm(len(data))].split(64):
                recon = ae(xb)
                loss = F.mse_loss(recon, xb)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
