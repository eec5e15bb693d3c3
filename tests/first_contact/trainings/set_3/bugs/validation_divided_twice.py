import torch

torch.set_num_threads(1)
from torch import nn
from torch.nn import functional as F

KIND = "bug"
STYLE = "plain loop, autoencoder, averages by hand"
WHAT = "The validation loss adds up batch means and divides by the number of rows, so that it is 50 times too small throughout."
EXPECT = ["scale-mismatch", "validation-too-good"]
USES = ["monitor"]
BUG = True


def main(out):
    from dataaudit import TrainingMonitor

    torch.manual_seed(173)
    x = torch.tanh(torch.randn(3600, 5) @ torch.randn(5, 30)) + 0.1 * torch.randn(3600, 30)
    train = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:3000]), batch_size=50, shuffle=True)
    held = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[3000:]), batch_size=50)
    model = nn.Sequential(nn.Linear(30, 64), nn.ReLU(), nn.Linear(64, 5), nn.ELU(), nn.Linear(5, 64), nn.ReLU(), nn.Linear(64, 30))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(10):
            model.train()
            running = 0.0
            for (row,) in monitor.watch(train):
                optimizer.zero_grad()
                loss = F.mse_loss(model(row), row)
                loss.backward()
                optimizer.step()
                monitor.step(loss)
                running += loss.item()
            model.eval()
            total = 0.0
            with torch.no_grad():
                for (row,) in held:
                    total += F.mse_loss(model(row), row).item()
            value = total / (len(held.dataset) if BUG else len(held))
            monitor.evaluate("validation", value)
    print("CHECK train", running / len(train), "val", value)
    return [{"name": f.name, "severity": f.severity} for f in monitor.diagnose().findings]
