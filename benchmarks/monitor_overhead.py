"""What TrainingMonitor costs: step time of a small transformer with and without it, plain and compiled, in one run.

Usage: python benchmarks/monitor_overhead.py [--steps 400] [--interval 20] [--width 256] [--layers 4] [--no-compile]

Two equal models are trained in turn, twenty steps each, so that both meet the same machine; the first eighty steps are
left out. The ratio is that of the sums of step times, its interval that of the ratios of blocks.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
import torch
from torch import nn

from dataaudit.training.monitor.monitor import TrainingMonitor

BLOCK = 20


class Block(nn.Module):
    """Attention and two layers with residual connections."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = nn.MultiheadAttention(width, 4, batch_first=True)
        self.feed = nn.Sequential(nn.Linear(width, 4 * width), nn.ReLU(), nn.Linear(4 * width, width))

    def forward(self, value: torch.Tensor) -> torch.Tensor:
        """(batch, length, width) to the same."""
        seen = self.norm(value)
        value = value + self.attention(seen, seen, seen, need_weights=False)[0]
        return value + self.feed(self.norm2(value))


def make(width: int, layers: int) -> nn.Module:
    """A small transformer over 512 tokens."""
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Embedding(512, width), *(Block(width) for _ in range(layers)), nn.LayerNorm(width), nn.Linear(width, 512)
    )


def stepper(
    model: nn.Module,
    run: nn.Module,
    batch: torch.Tensor,
    monitor: TrainingMonitor | None,
    optimizer: torch.optim.Optimizer,
) -> Callable[[], None]:
    """A function that trains one step."""

    def step() -> None:
        logits = run(batch[:, :-1])
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if monitor is not None:
            monitor.step(loss)

    return step


def measure(steps: int, interval: int, width: int, layers: int, compiled: bool) -> np.ndarray:
    """Seconds of the blocks: (blocks, 2), without and with the monitor."""
    generator = torch.Generator().manual_seed(1)
    batch = torch.randint(0, 512, (16, 65), generator=generator)
    made = []
    for watched in (False, True):
        model = make(width, layers)
        run = torch.compile(model) if compiled else model
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
        monitor = TrainingMonitor(run, optimizer, interval=interval) if watched else None
        made.append(stepper(model, run, batch, monitor, optimizer))
    blocks = []
    for number in range(steps // BLOCK):
        taken = [0.0, 0.0]
        for which in (0, 1) if number % 2 else (1, 0):
            began = time.perf_counter()
            for _ in range(BLOCK):
                made[which]()
            taken[which] = time.perf_counter() - began
        blocks.append(taken)
    return np.array(blocks[4:])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--interval", type=int, default=20)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--no-compile", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(2)
    for compiled in (False,) if options.no_compile else (False, True):
        blocks = measure(options.steps, options.interval, options.width, options.layers, compiled)
        plain, watched = blocks.sum(0)
        ratios = blocks[:, 1] / blocks[:, 0]
        error = 1.96 * ratios.std(ddof=1) / len(ratios) ** 0.5
        each = [1e3 * seconds / (len(blocks) * BLOCK) for seconds in (plain, watched)]
        print(
            f"{'compiled' if compiled else 'plain':<9} step {each[0]:7.2f} ms, with the monitor {each[1]:7.2f} ms: "
            f"{100 * (watched / plain - 1):+.2f} % (blocks {100 * (np.median(ratios) - 1):+.2f} % ± {100 * error:.2f})"
        )


if __name__ == "__main__":
    main()
