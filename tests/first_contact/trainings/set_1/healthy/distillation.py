import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "knowledge distillation"
WHAT = "A small student learns from a trained teacher in eval mode by softened logits and labels; teacher and student live in one module, the teacher frozen."
EXPECT = []
USES = ["monitor"]


def net(width, dropout=0.0):
    return nn.Sequential(nn.Linear(20, width), nn.ReLU(), nn.Dropout(dropout), nn.Linear(width, width), nn.ReLU(), nn.Dropout(dropout), nn.Linear(width, 8))


class Distiller(nn.Module):
    def __init__(self, student, teacher, alpha=0.3, temperature=3.0):
        super().__init__()
        self.student, self.teacher = student, teacher
        self.alpha, self.temperature = alpha, temperature
        for p in self.teacher.parameters():
            p.requires_grad_(False)

    def train(self, mode=True):
        super().train(mode)
        self.teacher.eval()
        return self

    def forward(self, x, y):
        logits = self.student(x)
        with torch.no_grad():
            soft = F.softmax(self.teacher(x) / self.temperature, dim=1)
        kd = F.kl_div(F.log_softmax(logits / self.temperature, dim=1), soft, reduction="batchmean") * self.temperature ** 2
        return self.alpha * F.cross_entropy(logits, y) + (1 - self.alpha) * kd, logits


def blobs(n, centres):
    y = torch.randint(0, 8, (n,))
    which = torch.randint(0, 3, (n,))
    return centres[y, which] + torch.randn(n, 20), y


def main(out):
    torch.manual_seed(50)
    centres = 0.75 * torch.randn(8, 3, 20)
    loader = DataLoader(TensorDataset(*blobs(6000, centres)), batch_size=64, shuffle=True)
    x_test, y_test = blobs(2000, centres)
    teacher = net(192, dropout=0.2)
    opt = torch.optim.Adam(teacher.parameters(), lr=1e-3)
    for _ in range(3):
        for x, y in loader:
            opt.zero_grad()
            F.cross_entropy(teacher(x), y).backward()
            opt.step()

    distiller = Distiller(net(40), teacher)
    optimizer = torch.optim.Adam(distiller.student.parameters(), lr=3e-3)
    with TrainingMonitor(distiller, optimizer, out=out) as monitor:
        for epoch in range(4):
            distiller.train()
            for x, y in monitor.watch(loader):
                loss, _ = distiller(x, y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    distiller.eval()
    with torch.no_grad():
        for name in ("teacher", "student"):
            print(name, "accuracy", (getattr(distiller, name)(x_test).argmax(1) == y_test).float().mean().item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
