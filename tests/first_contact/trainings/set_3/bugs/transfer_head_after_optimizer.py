import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "transfer learning, frozen backbone"
WHAT = "The head is replaced after the optimizer was made from the old head's parameters, so that nothing that is used is ever changed."
EXPECT = ["unchanged-parameters", "not-decreasing", "at-chance"]
USES = ["monitor"]
BUG = True


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(0)
    centres = torch.randn(10, 20)
    label = torch.randint(0, 10, (3000,))
    x = centres[label] + 0.7 * torch.randn(3000, 20)

    class Net(nn.Module):
        def __init__(self, classes):
            super().__init__()
            self.backbone = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU())
            self.head = nn.Linear(64, classes)

        def forward(self, v):
            return self.head(self.backbone(v))

    model = Net(10)
    first = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(120):
        rows = torch.randint(0, 3000, (64,))
        first.zero_grad()
        F.cross_entropy(model(x[rows]), label[rows]).backward()
        first.step()

    wanted = label % 3
    model.backbone.requires_grad_(False)
    optimizer = torch.optim.AdamW((p for p in model.parameters() if p.requires_grad), lr=3e-3)
    model.head = nn.Linear(64, 3)
    if not BUG:
        optimizer = torch.optim.AdamW(model.head.parameters(), lr=3e-3)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:2500], wanted[:2500]), batch_size=50, shuffle=True)
    values = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(6):
            for features, target in monitor.watch(loader):
                loss = F.cross_entropy(model(features), target)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
                values.append(loss.item())
            with torch.no_grad():
                logits = model(x[2500:])
            monitor.evaluate("validation", F.cross_entropy(logits, wanted[2500:]).item(), accuracy=(logits.argmax(1) == wanted[2500:]).float().mean().item())
    print("CHECK", values[0], sum(values[-20:]) / 20)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
