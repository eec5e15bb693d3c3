import torch
torch.set_num_threads(1)
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "gradual unfreezing"
WHAT = "A pretrained encoder gets a new head: at first only the head is trained, then the upper and then the lower layers are unfrozen with lower rates."
EXPECT = []
USES = ["monitor"]


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.lower = nn.Sequential(nn.Linear(16, 96), nn.LayerNorm(96), nn.GELU())
        self.upper = nn.Sequential(nn.Linear(96, 96), nn.LayerNorm(96), nn.GELU())

    def forward(self, x):
        return self.upper(self.lower(x))


def pretrain(encoder, mix):
    """Regress the hidden factors behind x."""
    head = nn.Linear(96, 6)
    opt = torch.optim.Adam([*encoder.parameters(), *head.parameters()], lr=2e-3)
    for _ in range(200):
        z = torch.randn(64, 6)
        loss = nn.functional.mse_loss(head(encoder(torch.tanh(z @ mix))), z)
        opt.zero_grad()
        loss.backward()
        opt.step()


def freeze(module, frozen=True):
    for p in module.parameters():
        p.requires_grad = not frozen


def main(out):
    torch.manual_seed(88)
    mix = torch.randn(6, 16) / 2
    encoder = Encoder()
    pretrain(encoder, mix)
    z = torch.randn(3200, 6)
    y = ((z[:, 0] * z[:, 1] > 0).long() + 2 * (z[:, 2] + 0.3 * torch.randn(3200) > 0).long())
    loader = DataLoader(TensorDataset(torch.tanh(z @ mix), y), batch_size=64, shuffle=True)

    model = nn.ModuleDict({"encoder": encoder, "head": nn.Linear(96, 4)})
    freeze(encoder)
    optimizer = torch.optim.AdamW([
        {"params": model["head"].parameters(), "lr": 3e-3},
        {"params": encoder.upper.parameters(), "lr": 2e-3},
        {"params": encoder.lower.parameters(), "lr": 1e-3},
    ], weight_decay=0.01)
    thaw = {2: encoder.upper, 4: encoder.lower}
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(8):
            if epoch in thaw:
                freeze(thaw[epoch], False)
            hits = 0
            for x, target in monitor.watch(loader):
                logits = model["head"](model["encoder"](x))
                loss = nn.functional.cross_entropy(logits, target)
                loss.backward()
                optimizer.step()
                optimizer.zero_grad()
                monitor.step(loss)
                hits += (logits.argmax(1) == target).sum().item()
            print(f"epoch {epoch} accuracy {hits / 3200:.3f}")
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
