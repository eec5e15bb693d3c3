import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "1d CNN, not shuffled"
WHAT = "Sensor windows are read folder by folder, so sorted by class, and the DataLoader is left at shuffle=False."
EXPECT = ["shuffle-off", "oscillating", "data-spike", "loss-spike"]
USES = ["monitor"]

CLASSES = ["walking", "sitting", "stairs", "running"]


class WindowFolder(Dataset):
    def __init__(self, per_class=400, length=32):
        g = torch.Generator().manual_seed(17)
        xs, ys = [], []
        t = torch.arange(length) / length * 6.28
        for label, name in enumerate(CLASSES):  # one folder after the other
            freq = 1.0 + label
            phase = torch.rand(per_class, 1, generator=g) * 6.28
            wave = torch.sin(freq * t + phase)
            other = torch.cos(freq * t + phase)
            xs.append(torch.stack([wave, other], 1) + 0.5 * torch.randn(per_class, 2, length, generator=g))
            ys += [label] * per_class
        self.x, self.y = torch.cat(xs), torch.tensor(ys)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def conv_net():
    return nn.Sequential(
        nn.Conv1d(2, 16, 5, padding=2), nn.ReLU(), nn.MaxPool1d(2),
        nn.Conv1d(16, 32, 5, padding=2), nn.ReLU(), nn.AdaptiveAvgPool1d(1),
        nn.Flatten(), nn.Linear(32, len(CLASSES)),
    )


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(17)
    train_dl = DataLoader(WindowFolder(), batch_size=32)
    model = conv_net()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    with TrainingMonitor(model, opt, out=out) as monitor:
        for epoch in range(7):
            for xb, yb in monitor.watch(train_dl):
                loss = nn.functional.cross_entropy(model(xb), yb)
                opt.zero_grad()
                loss.backward()
                opt.step()
                monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
