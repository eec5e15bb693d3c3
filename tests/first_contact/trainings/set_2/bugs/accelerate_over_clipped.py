import torch
import torch.nn as nn
from accelerate import Accelerator
from torch.utils.data import DataLoader, TensorDataset

from dataaudit import TrainingMonitor

torch.set_num_threads(1)

KIND = "bug"
STYLE = "clipping far too low"
WHAT = "an accelerate loop with SGD, where max_grad_norm is 1e-4 (a weight decay pasted into the wrong option): hardly anything is left of the gradient"
EXPECT = ["over-clipped", "update-ratio", "not-decreasing", "plateau", "underfitting"]
USES = ["monitor"]

config = {"lr": 0.1, "momentum": 0.9, "max_grad_norm": 1e-4, "batch_size": 32, "epochs": 5}


def get_dataloader():
    g = torch.Generator().manual_seed(9)
    centers = torch.randn(6, 30, generator=g)
    y = torch.randint(0, 6, (1600,), generator=g)
    x = centers[y] + torch.randn(1600, 30, generator=g)
    return DataLoader(TensorDataset(x, y), batch_size=config["batch_size"], shuffle=True)


def main(out):
    torch.manual_seed(0)
    accelerator = Accelerator(cpu=True)
    model = nn.Sequential(nn.Linear(30, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 6))
    optimizer = torch.optim.SGD(model.parameters(), lr=config["lr"], momentum=config["momentum"])
    model, optimizer, train_dataloader = accelerator.prepare(model, optimizer, get_dataloader())
    criterion = nn.CrossEntropyLoss()

    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(config["epochs"]):
            model.train()
            for inputs, targets in monitor.watch(train_dataloader):
                loss = criterion(model(inputs), targets)
                accelerator.backward(loss)
                if accelerator.sync_gradients:
                    accelerator.clip_grad_norm_(model.parameters(), config["max_grad_norm"])
                optimizer.step()
                optimizer.zero_grad()
                monitor.step(loss)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in monitor.diagnose().findings]
