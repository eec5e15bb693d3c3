from dataclasses import dataclass
import torch
torch.set_num_threads(1)
import torch.nn as nn

KIND = "healthy"
STYLE = "flow matching"
WHAT = "conditional flow matching with classifier-free label dropout; dataclass batches; zero-initialised output"
EXPECT = []
USES = ["monitor"]


@dataclass
class FlowBatch:
    x1: torch.Tensor
    label: torch.Tensor


class Glyphs:
    """Endless stream of noisy 5x5 glyphs of three classes."""
    def __init__(self, seed=0, size=64):
        self.g, self.size = torch.Generator().manual_seed(seed), size
        self.proto = (torch.rand(3, 25, generator=torch.Generator().manual_seed(9)) > 0.5).float() * 2 - 1

    def __iter__(self):
        while True:
            y = torch.randint(0, 3, (self.size,), generator=self.g)
            gain = 0.7 + 0.6 * torch.rand(self.size, 1, generator=self.g)
            yield FlowBatch(self.proto[y] * gain + 0.1 * torch.randn(self.size, 25, generator=self.g), y)


class Velocity(nn.Module):
    NULL = 3

    def __init__(self, width=128):
        super().__init__()
        self.label = nn.Embedding(4, 16)
        self.net = nn.Sequential(nn.Linear(25 + 16 + 1, width), nn.GELU(), nn.Linear(width, width), nn.GELU())
        self.head = nn.Linear(width, 25)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, xt, t, y):
        return self.head(self.net(torch.cat([xt, self.label(y), t], 1)))


def cfm_loss(model, batch):
    x1, x0 = batch.x1, torch.randn_like(batch.x1)
    t = torch.rand(len(x1), 1)
    y = torch.where(torch.rand(len(x1)) < 0.1, torch.full_like(batch.label, Velocity.NULL), batch.label)
    return ((model((1 - t) * x0 + t * x1, t, y) - (x1 - x0)) ** 2).mean()


def main(out):
    from dataaudit import TrainingMonitor
    torch.manual_seed(5)
    model = Velocity()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.95))
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1.0, (s + 1) / 100))
    data = Glyphs()
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for step, batch in enumerate(monitor.watch(data)):
            if step == 500:
                break
            loss = cfm_loss(model, batch)
            loss.backward()
            optimizer.step()
            scheduler.step()
            optimizer.zero_grad(set_to_none=True)
            monitor.step(loss)
    with torch.no_grad():
        x, y = torch.randn(300, 25), torch.arange(3).repeat(100)
        for i in range(20):
            x = x + model(x, torch.full((300, 1), i / 20), y) / 20
        print("class of samples right:", (((x @ data.proto.t()).argmax(1)) == y).float().mean().item())
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
