import torch
torch.set_num_threads(1)
import torch.nn as nn
from accelerate import Accelerator
from accelerate.utils import set_seed
from torch.utils.data import DataLoader, TensorDataset
import dataaudit
from dataaudit import TrainingMonitor

KIND = "healthy"
STYLE = "accelerate accumulation"
WHAT = "An accelerate loop with prepared model, optimizer, scheduler and loader, and two accumulation steps."
EXPECT = []
USES = ["probe", "monitor"]


def get_data():
    g = torch.Generator().manual_seed(5)
    x = torch.randn(4096, 24, generator=g)
    w = torch.randn(24, 5, generator=g)
    logits = x @ w + 1.5 * torch.tanh(x[:, :5] * x[:, 5:10])
    return TensorDataset(x, logits.argmax(-1))


def training_function(config, out):
    set_seed(config["seed"])
    accelerator = Accelerator(cpu=True, gradient_accumulation_steps=config["accumulation"])
    model = nn.Sequential(nn.Linear(24, 96), nn.LayerNorm(96), nn.SiLU(), nn.Dropout(0.1), nn.Linear(96, 5))
    optimizer = torch.optim.AdamW(model.parameters(), lr=config["lr"])
    loader = DataLoader(get_data(), batch_size=32, shuffle=True, drop_last=True)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, config["epochs"] * len(loader) // config["accumulation"])
    loss_fn = nn.CrossEntropyLoss()
    result = dataaudit.probe(model, loader, criterion=loss_fn)
    model, optimizer, loader, scheduler = accelerator.prepare(model, optimizer, loader, scheduler)

    with TrainingMonitor(model, optimizer, out=out) as monitor:
        for epoch in range(config["epochs"]):
            model.train()
            total = 0.0
            for inputs, targets in loader:
                with accelerator.accumulate(model):
                    loss = loss_fn(model(inputs), targets)
                    accelerator.backward(loss)
                    if accelerator.sync_gradients:
                        accelerator.clip_grad_norm_(model.parameters(), 1.0)
                    optimizer.step()
                    scheduler.step()
                    optimizer.zero_grad()
                monitor.step(loss)
                total += loss.item()
            accelerator.print(f"epoch {epoch} loss {total / len(loader):.3f}")
    return list(result.findings) + list(monitor.diagnose().findings)


def main(out):
    findings = training_function({"seed": 42, "accumulation": 2, "lr": 4e-3, "epochs": 4}, out)
    return [{"name": f.name, "severity": str(f.severity), "message": f.message} for f in findings]
