import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "plain loop that keeps outputs for a metric"
WHAT = "Hidden features and outputs of every batch are appended to a list that is never cleared or detached, so that memory grows by about 2 MB in each step."
EXPECT = ["memory-growth"]
USES = ["monitor"]
BUG = True


def main(out):
    import resource

    from dataaudit import TrainingMonitor

    torch.manual_seed(213)
    y = torch.randint(0, 4, (6400,))
    x = torch.randn(4, 32)[y] + torch.randn(6400, 32)
    trunk = nn.Sequential(nn.Linear(32, 1024), nn.ReLU(), nn.Linear(1024, 1024), nn.ReLU())
    model = nn.Sequential(trunk, nn.Linear(1024, 4))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=256, shuffle=True, drop_last=True)
    history, values = [], []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(10):
            for features, wanted in monitor.watch(loader):
                hidden = model[0](features)
                logits = model[1](hidden)
                loss = F.cross_entropy(logits, wanted)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                if BUG:
                    history.append((hidden, logits, wanted))  # for a plot of the embedding, later
                monitor.step(loss)
                values.append(loss.item())
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print("CHECK steps", len(values), values[0], values[-1], "MB grown", (after - before) / 1024)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
