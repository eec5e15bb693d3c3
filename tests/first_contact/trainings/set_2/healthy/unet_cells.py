import torch
torch.set_num_threads(1)
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

KIND = "healthy"
STYLE = "U-Net segmentation"
WHAT = "a GroupNorm U-Net segments small cells (6 % foreground) with BCE + dice, batches of 4; probe and monitor"
EXPECT = []
USES = ["probe", "monitor"]


def cells(n, seed):
    g = torch.Generator().manual_seed(seed)
    yy, xx = torch.meshgrid(torch.arange(16.0), torch.arange(16.0), indexing="ij")
    image, mask = 0.3 * torch.randn(n, 1, 16, 16, generator=g), torch.zeros(n, 1, 16, 16)
    for i in range(n):
        for k in range(int(torch.randint(1, 4, (1,), generator=g))):
            c, r = 2 + 12 * torch.rand(2, generator=g), 1.2 + 0.9 * torch.rand(1, generator=g)
            disc = ((yy - c[0]) ** 2 + (xx - c[1]) ** 2) < r ** 2
            image[i, 0] += disc * (1.2 if k < 2 else -1.2)       # dark ones are debris
            mask[i, 0] = torch.where(disc, 1.0 if k < 2 else 0.0, mask[i, 0])
    return TensorDataset(image, mask)


def double(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3, padding=1, bias=False), nn.GroupNorm(4, o), nn.ReLU(inplace=True),
                         nn.Conv2d(o, o, 3, padding=1, bias=False), nn.GroupNorm(4, o), nn.ReLU(inplace=True))


class UNet(nn.Module):
    def __init__(self, c=8):
        super().__init__()
        self.down1, self.down2, self.pool = double(1, c), double(c, 2 * c), nn.MaxPool2d(2)
        self.up = nn.ConvTranspose2d(2 * c, c, 2, 2)
        self.dec, self.outc = double(2 * c, c), nn.Conv2d(c, 1, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(self.pool(a))
        return self.outc(self.dec(torch.cat([a, self.up(b)], 1)))


class BCEDice(nn.Module):
    def forward(self, logits, mask):
        p = logits.sigmoid().flatten(1)
        m = mask.flatten(1)
        dice = 1 - (2 * (p * m).sum(1) + 1) / (p.sum(1) + m.sum(1) + 1)
        return F.binary_cross_entropy_with_logits(logits, mask) + dice.mean()


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor
    torch.manual_seed(0)
    train, val = DataLoader(cells(400, 0), batch_size=4, shuffle=True), DataLoader(cells(48, 1), batch_size=16)
    net, criterion = UNet(), BCEDice()
    result = dataaudit.probe(net, train, criterion=criterion, validation=val)
    opt = torch.optim.AdamW(net.parameters(), lr=4e-3)
    sched = torch.optim.lr_scheduler.PolynomialLR(opt, total_iters=200, power=0.9)
    with TrainingMonitor(net, opt, out=out, probe=result) as monitor:
        for epoch in range(2):
            net.train()
            for x, y in monitor.watch(train):
                loss = criterion(net(x), y)
                opt.zero_grad()
                loss.backward()
                opt.step()
                sched.step()
                monitor.step(loss)
            net.eval()
            with torch.no_grad():
                logits, y = map(torch.cat, zip(*[(net(a), b) for a, b in val]))
                p = (logits > 0).float()
                monitor.evaluate("validation", criterion(logits, y), iou=((p * y).sum() / ((p + y) > 0).sum()).item())
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
