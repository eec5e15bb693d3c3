import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "init far too large"
WHAT = "A hand-written MLP creates its weights with torch.randn without scaling (std 1 at width 256), so that the first loss is in the thousands."
EXPECT = ["odd-initial-loss", "odd-weights", "initial-variance", "exploding-gradients"]
USES = ["probe"]


class MyLinear(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(n_out, n_in))
        self.bias = nn.Parameter(torch.randn(n_out))

    def forward(self, x):
        return x @ self.weight.t() + self.bias


class FromScratch(nn.Module):
    def __init__(self, n_in=64, width=256, n_out=10):
        super().__init__()
        self.lin1 = MyLinear(n_in, width)
        self.lin2 = MyLinear(width, width)
        self.lin3 = MyLinear(width, n_out)

    def forward(self, x):
        x = F.relu(self.lin1(x))
        x = F.relu(self.lin2(x))
        return self.lin3(x)


def digits_like(n, seed):
    """8x8 pictures: ten prototypes, shifted brightness and noise, standardised."""
    proto = torch.rand(10, 64, generator=torch.Generator().manual_seed(123))
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 10, (n,), generator=g)
    x = proto[y] * (0.7 + 0.6 * torch.rand(n, 1, generator=g)) + 0.25 * torch.randn(n, 64, generator=g)
    return TensorDataset((x - 0.5) / 0.4, y)


def main(out):
    import dataaudit

    torch.manual_seed(77)
    train_dl = DataLoader(digits_like(2000, 0), batch_size=64, shuffle=True)
    valid_dl = DataLoader(digits_like(400, 1), batch_size=128)
    result = dataaudit.probe(FromScratch(), train_dl, criterion=F.cross_entropy, validation=valid_dl)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in result.findings]
