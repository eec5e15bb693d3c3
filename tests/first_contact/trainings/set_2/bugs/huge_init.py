import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

import dataaudit
from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "huge initialisation"
WHAT = "an MLP whose weights are drawn by nn.init.normal_(m.weight) (std 1) in five layers: logits in the thousands at the start"
EXPECT = ["odd-weights", "initial-variance", "odd-initial-loss", "exploding-gradients"]
USES = ["probe", "monitor"]


def weights_init_normal(m):
    classname = m.__class__.__name__
    if classname.find("Linear") != -1:
        nn.init.normal_(m.weight)
        nn.init.zeros_(m.bias)


def make_net(n_in, n_out, width=100):
    return nn.Sequential(
        nn.Linear(n_in, width), nn.ReLU(),
        nn.Linear(width, width), nn.ReLU(),
        nn.Linear(width, width), nn.ReLU(),
        nn.Linear(width, width), nn.ReLU(),
        nn.Linear(width, n_out),
    )


def wine(n=1500):
    g = torch.Generator().manual_seed(5)
    quality = torch.randint(0, 5, (n,), generator=g)
    profile = torch.randn(5, 11, generator=g)
    return TensorDataset(profile[quality] + 0.8 * torch.randn(n, 11, generator=g), quality)


def main(out):
    torch.manual_seed(0)
    train_loader = DataLoader(wine(), batch_size=50, shuffle=True)
    net = make_net(11, 5)
    net.apply(weights_init_normal)
    loss_fn = nn.CrossEntropyLoss()
    result = dataaudit.probe(net, train_loader, criterion=loss_fn)
    optim = torch.optim.Adam(net.parameters(), lr=1e-3)
    with TrainingMonitor(net, optim, out=out, probe=result) as monitor:
        for epoch in range(8):
            for features, quality in monitor.watch(train_loader):
                optim.zero_grad()
                loss = loss_fn(net(features), quality)
                loss.backward()
                optim.step()
                monitor.step(loss)
    findings = [*result.findings, *monitor.diagnose().findings]
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
