import torch

torch.set_num_threads(1)
from torch import nn

KIND = "bug"
STYLE = "metric learning, siamese pairs with a contrastive margin loss"
WHAT = "The distance is sqrt of a sum of squares without an epsilon: the first pair of two equal rows gives an infinite derivative times zero, and all weights become NaN."
EXPECT = ["nan-origin", "non-finite-loss", "non-finite-gradients"]
USES = ["monitor"]
BUG = True


class Embedder(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 16))

    def forward(self, left, right):
        square = (self.net(left) - self.net(right)).pow(2).sum(1)
        return square.sqrt() if BUG else (square + 1e-8).sqrt()


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(163)
    person = torch.randint(0, 40, (1500,))
    face = torch.randn(40, 16)[person] + 0.4 * torch.randn(1500, 16)
    gen = torch.Generator().manual_seed(7)
    model = Embedder()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    pairs = []
    for _ in range(8000):
        i = int(torch.randint(0, 1500, (), generator=gen))
        if torch.rand((), generator=gen) < 0.5:
            same = (person == person[i]).nonzero().squeeze(1)
            pairs.append((i, int(same[torch.randint(0, len(same), (), generator=gen)]), 1.0))
        else:
            pairs.append((i, int(torch.randint(0, 1500, (), generator=gen)), None))
    left = torch.tensor([p[0] for p in pairs])
    right = torch.tensor([p[1] for p in pairs])
    # pictures were deduplicated once: only two pairs of a picture with itself are left
    clash = (left == right).nonzero().squeeze(1)[:-2]
    for k in clash.tolist():
        others = ((person == person[left[k]]) & (torch.arange(1500) != left[k])).nonzero().squeeze(1)
        right[k] = others[0]
    same = (person[left] == person[right]).float()
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(face[left], face[right], same), batch_size=40, shuffle=True)
    values = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(2):
            for a, b, equal in monitor.watch(loader):
                distance = model(a, b)
                loss = (equal * distance**2 + (1 - equal) * (2 - distance).clamp(min=0) ** 2).mean()
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
                values.append(loss.item())
    broken = next((i for i, v in enumerate(values) if v != v), None)
    print("CHECK", values[0], values[70], "first NaN at", broken, "of", len(values), "last", values[-1])
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
