import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)

KIND = "bug"
STYLE = "pure bf16 parameters"
WHAT = "A pretrained network is cast to bfloat16 as a whole and fine-tuned with Adam at 1e-5; the updates are smaller than half a bf16 step and are rounded away."
EXPECT = ["update-ratio", "unchanged-parameters", "not-decreasing", "plateau", "learning-rate"]
USES = ["monitor"]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Linear(32, 256)
        self.mid = nn.Linear(256, 256)
        self.down = nn.Linear(256, 8)

    def forward(self, x):
        return self.down(F.gelu(self.mid(F.gelu(self.up(x)))))


def task(n, seed, shift):
    g = torch.Generator().manual_seed(100)
    centres = torch.randn(8, 32, generator=g)
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 8, (n,), generator=g)
    x = centres[y] + torch.randn(n, 32, generator=g)
    return x, (y + shift * (y < 3).long()) % 8


def pretrain(net, x, y, steps=120):
    opt = torch.optim.Adam(net.parameters(), 1e-3)
    for s in range(steps):
        i = torch.randint(0, len(x), (64,))
        opt.zero_grad()
        F.cross_entropy(net(x[i]), y[i]).backward()
        opt.step()


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(1)
    net = Net()
    pretrain(net, *task(2000, 1, shift=0))

    net = net.to(torch.bfloat16)  # saves memory
    x, y = task(2000, 2, shift=4)  # three classes now go by another name
    x = x.to(torch.bfloat16)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-5)
    with TrainingMonitor(net, optimizer, out=out) as monitor:
        for step in range(400):
            i = torch.randint(0, len(x), (32,))
            loss = F.cross_entropy(net(x[i]).float(), y[i])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
