import torch
import torch.nn as nn

torch.set_num_threads(1)

KIND = "bug"
STYLE = "siamese network, contrastive (margin) loss, while-loop over steps with printed log"
WHAT = ("The distance is sqrt(sum of squares) without an epsilon: a pair of two identical rows, which the data holds a few times, has a fine "
        "loss and an infinite derivative times zero, and from that step on all weights are NaN.")
EXPECT = ["non-finite-gradients", "nan-origin", "non-finite-loss"]
USES = ["monitor"]
BUG = True


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(16, 48), nn.Tanh(), nn.Linear(48, 8))

    def forward(self, left, right):
        squared = (self.body(left) - self.body(right)).pow(2).sum(1)
        return torch.sqrt(squared) if BUG else torch.sqrt(squared + 1e-9)


def contrastive(distance, same, margin=2.0):
    return torch.where(same, distance**2, torch.relu(margin - distance) ** 2).mean()


def make_pairs(n, seed):
    g = torch.Generator().manual_seed(40)
    proto = torch.randn(12, 16, generator=g)
    g = torch.Generator().manual_seed(seed)
    k = torch.randint(12, (n,), generator=g)
    same = torch.rand(n, generator=g) < 0.5
    k2 = torch.where(same, k, (k + 1 + torch.randint(11, (n,), generator=g)) % 12)
    a = proto[k] + 0.5 * torch.randn(n, 16, generator=g)
    b = proto[k2] + 0.5 * torch.randn(n, 16, generator=g)
    return a, b, same


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(7)
    a, b, same = make_pairs(6400, 1)
    for row in (5000, 5777):  # the crawl has two pictures twice
        a[row] = b[row]
        same[row] = True
    ta, tb, tsame = make_pairs(600, 2)
    model = Encoder()
    optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
    step, batch = 0, 16
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        while step < 800:
            i = (step * batch) % len(a)
            rows = slice(i, i + batch)
            loss = contrastive(model(a[rows], b[rows]), same[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            monitor.step(loss)
            step += 1
            if step % 100 == 0:
                with torch.no_grad():
                    value = contrastive(model(ta, tb), tsame).item()
                monitor.evaluate("validation", value)
                print(f"step {step} train {loss.item():.4f} valid {value:.4f}")
    with torch.no_grad():
        d = model(ta, tb)
    print("CHECK pairs right", ((d < 1) == tsame).float().mean().item(), "weights finite",
          all(p.isfinite().all().item() for p in model.parameters()))
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
