import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset
import dataaudit
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "sparse autoencoder"
WHAT = "A top-k autoencoder (4 of 64 codes on, decoder rows of length one) recovers sparse directions; most codes are zero by design."
EXPECT = []
USES = ["probe", "monitor"]

DIM, CODES, K = 32, 64, 4


class Activations(Dataset):
    def __init__(self, n):
        g = torch.Generator().manual_seed(15)
        directions = nn.functional.normalize(torch.randn(48, DIM, generator=g), dim=1)
        on = torch.stack([torch.randperm(48, generator=g)[:3] for _ in range(n)])
        size = 1 + torch.rand(n, 3, 1, generator=g)
        self.x = (directions[on] * size).sum(1) + 0.05 * torch.randn(n, DIM, generator=g)
        self.x = self.x / self.x.std()

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.x[i]


class TopKSAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.b_pre = nn.Parameter(torch.zeros(DIM))
        self.decoder = nn.Parameter(nn.functional.normalize(torch.randn(CODES, DIM), dim=1))
        self.encoder = nn.Linear(DIM, CODES)
        with torch.no_grad():
            self.encoder.weight.copy_(self.decoder)
            self.encoder.bias.zero_()

    def forward(self, x):
        pre = self.encoder(x - self.b_pre)
        top = pre.topk(K, dim=-1)
        codes = torch.zeros_like(pre).scatter(-1, top.indices, top.values.relu())
        return codes @ self.decoder + self.b_pre

    @torch.no_grad()
    def unit_norm(self):
        self.decoder.copy_(nn.functional.normalize(self.decoder, dim=1))


def main(out):
    torch.manual_seed(15)
    loader = DataLoader(Activations(8000), batch_size=128, shuffle=True)
    sae, criterion = TopKSAE(), nn.MSELoss()
    result = dataaudit.probe(sae, loader, criterion=criterion)
    optimizer = torch.optim.Adam(sae.parameters(), lr=4e-3)
    with TrainingMonitor(sae, optimizer, out=out) as monitor:
        for epoch in range(6):
            for x, target in monitor.watch(loader):
                loss = criterion(sae(x), target)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                sae.unit_norm()
                monitor.step(loss)
    print("unexplained variance", loss.item())
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
