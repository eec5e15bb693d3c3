import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "mixed precision with a GradScaler, clipping"
WHAT = "clip_grad_norm_ is called on gradients that are still scaled by 65536 (scaler.unscale_ forgotten): with a limit of 1 the real gradients become 65536 times too small, and SGD hardly moves."
EXPECT = ["over-clipped", "update-ratio", "not-decreasing", "plateau", "underfitting", "at-chance"]
USES = ["monitor"]
BUG = True


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(183)
    centres = torch.randn(5, 24)
    y = torch.randint(0, 5, (3200,))
    x = centres[y] + 0.8 * torch.randn(3200, 24)
    model = nn.Sequential(nn.Linear(24, 96), nn.ReLU(), nn.Linear(96, 96), nn.ReLU(), nn.Linear(96, 5))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    scaler = torch.amp.GradScaler("cpu")
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:2800], y[:2800]), batch_size=56, shuffle=True)
    values = []
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(6):
            for features, wanted in monitor.watch(loader):
                optimizer.zero_grad()
                with torch.autocast("cpu", dtype=torch.float16):
                    loss = F.cross_entropy(model(features), wanted)
                scaler.scale(loss).backward()
                if not BUG:
                    scaler.unscale_(optimizer)
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                scaler.step(optimizer)
                scaler.update()
                monitor.step(loss)
                values.append(loss.item())
            with torch.no_grad():
                monitor.evaluate("validation", F.cross_entropy(model(x[2800:]), y[2800:]).item())
    print("CHECK", values[0], sum(values[-20:]) / 20, "scale", scaler.get_scale())
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
