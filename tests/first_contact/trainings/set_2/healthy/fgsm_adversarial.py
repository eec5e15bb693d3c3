import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

KIND = "healthy"
STYLE = "adversarial training"
WHAT = "fast FGSM adversarial training with a random start: the training loss stays far above the clean validation loss by design"
EXPECT = []
USES = ["probe", "monitor"]

EPS, ALPHA = 0.15, 0.18


def patterns(n, seed):
    g = torch.Generator().manual_seed(seed)
    proto = torch.rand(8, 25, generator=torch.Generator().manual_seed(17))
    y = torch.randint(0, 8, (n,), generator=g)
    return TensorDataset((proto[y] + 0.2 * torch.randn(n, 25, generator=g)).clamp(0, 1), y)


def attack(model, x, y):
    delta = torch.empty_like(x).uniform_(-EPS, EPS).requires_grad_(True)
    (grad,) = torch.autograd.grad(F.cross_entropy(model((x + delta).clamp(0, 1)), y), delta)
    delta = (delta.detach() + ALPHA * grad.sign()).clamp(-EPS, EPS)
    return (x + delta).clamp(0, 1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(25, 96), nn.ReLU(), nn.Linear(96, 96), nn.ReLU(), nn.Linear(96, 8))

    def forward(self, x):
        return self.layers((x - 0.5) / 0.3)


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    train, test = DataLoader(patterns(4000, 0), batch_size=64, shuffle=True), patterns(500, 1)
    model = Net()
    result = dataaudit.probe(model, train, criterion=F.cross_entropy, validation=DataLoader(test, batch_size=100))
    opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
    epochs = 5
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, max_lr=0.1, total_steps=epochs * len(train))
    with TrainingMonitor(model, opt, out=out, probe=result) as monitor:
        for epoch in range(epochs):
            for x, y in monitor.watch(train):
                x_adv = attack(model, x, y)
                loss = F.cross_entropy(model(x_adv), y)
                opt.zero_grad()
                loss.backward()
                opt.step()
                sched.step()
                monitor.step(loss)
            x, y = test.tensors
            x_adv = attack(model, x, y)
            with torch.no_grad():
                clean, robust = model(x), model(x_adv)
            monitor.evaluate("clean", F.cross_entropy(clean, y), accuracy=(clean.argmax(1) == y).float().mean().item())
            monitor.evaluate("robust", F.cross_entropy(robust, y), accuracy=(robust.argmax(1) == y).float().mean().item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in [*result.findings, *monitor.diagnose().findings]]
