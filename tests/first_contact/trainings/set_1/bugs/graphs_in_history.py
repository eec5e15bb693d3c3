import torch
from torch import nn

torch.set_num_threads(1)

KIND = "bug"
STYLE = "memory leak"
WHAT = "After each step a validation loss is computed without no_grad and the tensor is appended to a list, which keeps every graph alive."
EXPECT = ["memory-growth", "memory-risk"]
USES = ["monitor"]


class Denoiser(nn.Module):
    def __init__(self, d=64, h=192):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(d, h), nn.SiLU(), nn.Linear(h, h), nn.SiLU(), nn.Linear(h, h), nn.SiLU(), nn.Linear(h, d)
        )

    def forward(self, x):
        return x + self.net(x)


def signals(n, g):
    basis = torch.stack([torch.sin(torch.arange(64) * f) for f in (0.1, 0.23, 0.41, 0.77)])
    clean = torch.randn(n, 4, generator=g) @ basis
    return clean + 0.5 * torch.randn(n, 64, generator=g), clean


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(0)
    g = torch.Generator().manual_seed(0)
    model = Denoiser()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.MSELoss()
    val_noisy, val_clean = signals(300, g)

    train_history, val_history = [], []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for step in range(300):
            noisy, clean = signals(32, g)
            optimizer.zero_grad()
            loss = criterion(model(noisy), clean)
            loss.backward()
            optimizer.step()
            train_history.append(loss.item())

            val_loss = criterion(model(val_noisy), val_clean)
            val_history.append(val_loss)
            monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
