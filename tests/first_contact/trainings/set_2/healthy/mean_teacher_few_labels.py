import copy
import math
import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

KIND = "healthy"
STYLE = "mean teacher"
WHAT = "24 labels and an endless unlabelled stream of three spiral arms; consistency weight ramps up, the EMA teacher is what is evaluated"
EXPECT = []
USES = ["probe", "monitor"]


def arms(n, g):
    y = torch.randint(0, 3, (n,), generator=g)
    r = torch.rand(n, generator=g)
    a = 1.6 * r + y * 2 * math.pi / 3 + 0.22 * torch.randn(n, generator=g)
    return torch.stack([(0.3 + r) * a.cos(), (0.3 + r) * a.sin()], 1) * 1.5, y


class Student(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3))

    def forward(self, x):
        return self.f(x)


def jitter(x):
    return x + 0.1 * torch.randn_like(x)


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(3)
    xl, yl = arms(24, g)
    test_x, test_y = arms(600, torch.Generator().manual_seed(4))
    student = Student()
    result = dataaudit.probe(student, DataLoader(TensorDataset(xl, yl), batch_size=24, shuffle=True), criterion=F.cross_entropy)
    teacher = copy.deepcopy(student).requires_grad_(False)
    opt = torch.optim.Adam(student.parameters(), lr=3e-3)
    steps = 400
    with TrainingMonitor(student, opt, out=out, probe=result) as monitor:
        for step in range(steps):
            xu, _ = arms(96, g)
            weight = 3.0 * math.exp(-5 * (1 - min(1.0, step / 150)) ** 2)
            supervised = F.cross_entropy(student(jitter(xl)), yl)
            with torch.no_grad():
                target = teacher(jitter(xu)).softmax(1)
            consistency = F.mse_loss(student(jitter(xu)).softmax(1), target)
            loss = supervised + weight * consistency
            opt.zero_grad()
            loss.backward()
            opt.step()
            decay = min(0.99, 1 - 1 / (step + 2))
            with torch.no_grad():
                for t, s in zip(teacher.parameters(), student.parameters()):
                    t.mul_(decay).add_(s, alpha=1 - decay)
            monitor.step(loss, metrics={"supervised": supervised.item(), "consistency": consistency.item()})
            if step % 100 == 99:
                with torch.no_grad():
                    logits = teacher(test_x)
                monitor.evaluate("teacher", F.cross_entropy(logits, test_y), accuracy=(logits.argmax(1) == test_y).float().mean().item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in [*result.findings, *monitor.diagnose().findings]]
