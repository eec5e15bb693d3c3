"""What each of two processes does that train one model together."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from dataaudit.training.monitor.monitor import TrainingMonitor


def train(rank: int, folder: str) -> None:
    """Train with data of its own, and write down what the monitor measured and what was true."""
    os.environ["GLOO_SOCKET_IFNAME"] = "lo"
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", init_method=f"file://{folder}/meeting", rank=rank, world_size=2)
    try:
        told = _trained(rank, folder)
    finally:
        torch.distributed.destroy_process_group()
    (Path(folder) / f"told-{rank}.json").write_text(json.dumps(told))


def _trained(rank: int, folder: str) -> dict[str, Any]:
    torch.manual_seed(0)
    inner = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
    model = DistributedDataParallel(inner)
    optimizer = torch.optim.SGD(inner.parameters(), lr=0.1)
    generator = torch.Generator().manual_seed(10 + rank)
    norms, totals, updates = [], [], []
    with TrainingMonitor(model, optimizer, interval=3, out=f"{folder}/run-{rank}") as monitor:
        for _ in range(9):
            optimizer.zero_grad()
            inputs, targets = torch.randn(6, 4, generator=generator), torch.randint(0, 3, (6,), generator=generator)
            loss = nn.functional.cross_entropy(model(inputs), targets)
            loss.backward()
            norms.append([float(one.grad.norm()) for one in inner.parameters()])
            totals.append(sum(one * one for one in norms[-1]) ** 0.5)
            before = [one.detach().clone() for one in inner.parameters()]
            optimizer.step()
            updates.append(
                [float((one.detach() - old).norm()) for one, old in zip(inner.parameters(), before, strict=True)]
            )
            monitor.step(loss)
    tables = monitor.tables()
    return {
        "notes": monitor.recorder.notes,
        "norms": norms,
        "totals": totals,
        "updates": updates,
        "measured": tables["gradients"].select("step", "parameter", "grad_norm", "update_norm").rows(),
        "steps": tables["monitored_steps"].select("step", "grad_norm", "clipped_norm").rows(),
    }
