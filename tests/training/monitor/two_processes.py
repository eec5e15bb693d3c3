"""What each of two processes does that train one model together."""

from __future__ import annotations

import os

import torch
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.nn.parallel import DistributedDataParallel

from dataaudit.training.monitor.monitor import TrainingMonitor


def train(rank: int, folder: str, wrapper: str) -> None:
    """Train a half of every batch, under ``ddp`` or ``fsdp``, with the gradient clipped."""
    os.environ["GLOO_SOCKET_IFNAME"] = "lo"
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", init_method=f"file://{folder}/meeting", rank=rank, world_size=2)
    try:
        fit(wrapped(wrapper), rank, 2, f"{folder}/{wrapper}")
    finally:
        torch.distributed.destroy_process_group()


def net() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))


def wrapped(wrapper: str) -> nn.Module:
    model = net()
    if wrapper == "ddp":
        return DistributedDataParallel(model)
    mesh = init_device_mesh("cpu", (2,))
    for layer in (model[0], model[2]):
        fully_shard(layer, mesh=mesh)
    fully_shard(model, mesh=mesh)
    return model


def fit(model: nn.Module, rank: int, processes: int, out: str) -> TrainingMonitor:
    """Nine steps; the losses of the processes' parts have the mean of the whole."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    generator = torch.Generator().manual_seed(1)
    with TrainingMonitor(model, optimizer, interval=3, out=out) as monitor:
        for _ in range(9):
            optimizer.zero_grad()
            inputs, targets = torch.randn(12, 4, generator=generator), torch.randint(0, 3, (12,), generator=generator)
            loss = nn.functional.cross_entropy(model(inputs[rank::processes]), targets[rank::processes])
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 0.3)
            optimizer.step()
            monitor.step(loss)
    return monitor
