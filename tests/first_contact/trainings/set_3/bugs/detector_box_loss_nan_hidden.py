import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "multi-task detector (class and box)"
WHAT = "The box loss takes the log of predicted sizes that may be negative, so that it is NaN; nan_to_num hides this in the sum, and boxes are never learned while the total falls."
EXPECT = ["odd-part-loss", "non-finite-loss", "nan-origin", "missing-gradients", "unchanged-parameters"]
USES = ["monitor"]
BUG = True


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Flatten(), nn.Linear(256, 96), nn.ReLU())
        self.kind = nn.Linear(96, 3)
        self.box = nn.Linear(96, 2)

    def forward(self, image):
        h = self.trunk(image)
        return self.kind(h), self.box(h)


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(263)
    n = 3000
    size = torch.randint(3, 12, (n, 2))
    kind = torch.randint(0, 3, (n,))
    image = 0.3 * torch.randn(n, 16, 16)
    for i in range(n):
        h, w = size[i].tolist()
        image[i, :h, :w] += (kind[i] + 1) * 0.6
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(image, kind, size.float()), batch_size=50, shuffle=True)
    model = Detector()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    totals, boxes = [], []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(6):
            for picture, k, wh in monitor.watch(loader):
                logits, predicted = model(picture)
                kind_loss = F.cross_entropy(logits, k)
                if not BUG:
                    predicted = F.softplus(predicted) + 0.1
                box_loss = (predicted.log() - wh.log()).abs().mean()
                loss = kind_loss + torch.nan_to_num(box_loss)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss, metrics={"class_loss": kind_loss, "box_loss": box_loss})
                totals.append(loss.item())
                boxes.append(box_loss.item())
    print("CHECK total", totals[0], sum(totals[-20:]) / 20, "box", boxes[0], boxes[-1])
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
