"""What TrainingMonitor costs: step times of small models with and without it, in one process.

Usage: python benchmarks/monitor_overhead.py [--seconds 20] [--interval 20] [--compile]

Two equal models are trained in turn, a block of steps each, so that both meet the same machine. The first half of the
blocks is left out: a monitor measures its first hundred steps as often as it was asked. The ratio is
that of the sums of step times, its interval that of the ratios of blocks.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
import torch
from torch import nn

from dataaudit.training.monitor.monitor import TrainingMonitor

BLOCK = 40


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


def perceptron() -> nn.Module:
    """Tokens one by one, through one hidden layer."""
    return nn.Sequential(nn.Embedding(512, 16), nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 64))


def transformer(width: int, layers: int) -> nn.Module:
    """A small transformer over 512 tokens."""
    blocks = (Block(width) for _ in range(layers))
    return nn.Sequential(nn.Embedding(512, width), *blocks, nn.LayerNorm(width), nn.Linear(width, 512))


SIZES: dict[str, tuple[Callable[[], nn.Module], int]] = {
    "perceptron": (perceptron, 2),
    "transformer 1 x 32": (lambda: transformer(32, 1), 4),
    "transformer 2 x 128": (lambda: transformer(128, 2), 8),
}
"""Models and the rows of their batches."""


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


def measure(name: str, interval: int, seconds: float, compiled: bool) -> np.ndarray:
    """Seconds of the blocks: (blocks, 2), without and with the monitor."""
    build, rows = SIZES[name]
    batch = torch.randint(0, 64, (rows, 33), generator=torch.Generator().manual_seed(1))
    made = []
    for watched in (False, True):
        torch.manual_seed(0)
        model = build()
        run = torch.compile(model) if compiled else model
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
        monitor = TrainingMonitor(run, optimizer, interval=interval) if watched else None
        made.append(stepper(model, run, batch, monitor, optimizer))
    blocks: list[list[float]] = []
    over = time.perf_counter() + seconds
    while time.perf_counter() < over:
        taken = [0.0, 0.0]
        for which in (0, 1) if len(blocks) % 2 else (1, 0):
            began = time.perf_counter()
            for _ in range(BLOCK):
                made[which]()
            taken[which] = time.perf_counter() - began
        blocks.append(taken)
    return np.array(blocks[len(blocks) // 2 :])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--interval", type=int, default=20)
    parser.add_argument("--compile", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    for name in SIZES:
        blocks = measure(name, options.interval, options.seconds, options.compile)
        plain, watched = blocks.sum(0)
        ratios = blocks[:, 1] / blocks[:, 0]
        error = 1.96 * ratios.std(ddof=1) / len(ratios) ** 0.5
        each = [1e3 * taken / (len(blocks) * BLOCK) for taken in (plain, watched)]
        print(
            f"{name:<20} step {each[0]:6.2f} ms, with the monitor {each[1]:6.2f} ms: "
            f"{100 * (watched / plain - 1):+.2f} % "
            f"(median of {len(blocks)} blocks {100 * (np.median(ratios) - 1):+.2f} % ± {100 * error:.2f})",
            flush=True,
        )


if __name__ == "__main__":
    main()
