import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
import dataaudit
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "SAM"
WHAT = "Sharpness-aware minimisation in two steps (the well-known SAM class around SGD) on a small convolutional classifier."
EXPECT = []
USES = ["probe", "monitor"]


class SAM(torch.optim.Optimizer):
    def __init__(self, params, base_optimizer, rho=0.05, **kwargs):
        super().__init__(params, dict(rho=rho, **kwargs))
        self.base_optimizer = base_optimizer(self.param_groups, **kwargs)
        self.param_groups = self.base_optimizer.param_groups

    @torch.no_grad()
    def first_step(self, zero_grad=False):
        norm = torch.norm(torch.stack([p.grad.norm() for g in self.param_groups for p in g["params"] if p.grad is not None]))
        for group in self.param_groups:
            scale = group["rho"] / (norm + 1e-12)
            for p in group["params"]:
                if p.grad is not None:
                    self.state[p]["old_p"] = p.data.clone()
                    p.add_(p.grad * scale)
        if zero_grad:
            self.zero_grad()

    @torch.no_grad()
    def second_step(self, zero_grad=False):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.data = self.state[p]["old_p"]
        self.base_optimizer.step()
        if zero_grad:
            self.zero_grad()

    def step(self, closure=None):
        raise NotImplementedError("SAM is used with first_step and second_step")


def textures(n):
    y = torch.randint(0, 4, (n,))
    kernels = torch.randn(4, 1, 3, 3)
    noise = torch.randn(n, 1, 14, 14)
    x = torch.stack([nn.functional.conv2d(noise[i:i + 1], kernels[c:c + 1] / kernels[c].norm())[0] for i, c in enumerate(y.tolist())])
    return x + 0.3 * torch.randn_like(x), y


def main(out):
    torch.manual_seed(5)
    loader = DataLoader(TensorDataset(*textures(2560)), batch_size=64, shuffle=True)
    model = nn.Sequential(nn.Conv2d(1, 16, 3), nn.GroupNorm(4, 16), nn.ReLU(), nn.Conv2d(16, 16, 3), nn.GroupNorm(4, 16), nn.ReLU(),
                          nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 4))
    criterion = nn.CrossEntropyLoss()
    result = dataaudit.probe(model, loader, criterion=criterion)
    optimizer = SAM(model.parameters(), torch.optim.SGD, rho=0.05, lr=0.1, momentum=0.9)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(5):
            for inputs, targets in monitor.watch(loader):
                loss = criterion(model(inputs), targets)
                loss.backward()
                optimizer.first_step(zero_grad=True)
                criterion(model(inputs), targets).backward()
                optimizer.second_step(zero_grad=True)
                monitor.step(loss)
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
