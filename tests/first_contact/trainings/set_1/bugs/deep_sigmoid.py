import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

KIND = "bug"
STYLE = "ten sigmoid layers"
WHAT = "Ten linear layers with sigmoids between them and the default initialisation: the gradient vanishes on its way to the input and nothing is learnt."
EXPECT = ["vanishing-gradients", "initial-variance", "at-chance", "update-ratio"]
USES = ["probe", "monitor"]


def make_mlp(d_in, d_hidden, n_hidden, d_out):
    layers = [nn.Linear(d_in, d_hidden), nn.Sigmoid()]
    for _ in range(n_hidden - 1):
        layers.extend([nn.Linear(d_hidden, d_hidden), nn.Sigmoid()])
    layers.append(nn.Linear(d_hidden, d_out))
    return nn.Sequential(*layers)


def gaussians(n, seed):
    mu = 1.5 * torch.randn(5, 15, generator=torch.Generator().manual_seed(1))
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 5, (n,), generator=g)
    return TensorDataset(mu[y] + torch.randn(n, 15, generator=g), y)


def main(out):
    import dataaudit
    from dataaudit import TrainingMonitor

    torch.manual_seed(14)
    train_dl = DataLoader(gaussians(2000, 2), batch_size=50, shuffle=True)
    val_dl = DataLoader(gaussians(500, 3), batch_size=50)
    model = make_mlp(15, 48, 10, 5)
    criterion = nn.CrossEntropyLoss()
    result = dataaudit.probe(model, train_dl, criterion=criterion, validation=val_dl)

    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(7):
            for xb, yb in monitor.watch(train_dl):
                optimizer.zero_grad()
                loss = criterion(model(xb), yb)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
    findings = list(result.findings) + list(monitor.diagnose().findings)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
