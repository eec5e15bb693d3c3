"""Measures one recipe on a workload in a separate process: ``python -m dataaudit.training.recipe_trials.trial``."""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from dataaudit.config.training import RecipesOptions
from dataaudit.engine.allocator import give_back, resident_bytes
from dataaudit.errors import AuditError
from dataaudit.training.memory.held_tensors import held_memory, release_memory
from dataaudit.training.recipe_trials.workload import Workload, read_workload
from dataaudit.training.recipes.compiled import compilations, graph_breaks
from dataaudit.training.recipes.precision import scaler_state
from dataaudit.training.recipes.sharding import held_bytes
from dataaudit.training.recipes.step import Step, batch_on

REFERENCE = "gradient.npy"
"""The gradient of the plain step, the reference for the others."""


def reset_peak() -> None:
    """Reset the peak memory of this process to its current use."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak_since_reset() -> int:
    """Return the peak resident memory since ``reset_peak``."""
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("VmHWM"))


def flat_gradient(model: nn.Module, scale: float | None) -> Tensor:
    """Return all gradients in one vector, unscaled, in fp32 on the CPU."""
    parts = [
        (torch.zeros_like(one) if one.grad is None else one.grad).detach().float().flatten().cpu()
        for one in model.parameters()
        if one.requires_grad
    ]
    return torch.cat(parts) / (scale or 1.0)


def run_trial(folder: Path, recipes: RecipesOptions, steps: int) -> dict[str, Any]:
    """Measure a recipe.

    Args:
        folder: Folder of the workload.
        recipes: The recipes that are on.
        steps: Timed steps, after the first.

    Returns:
        ``seconds`` of a step (median), ``first_seconds`` of the first pass including compilation, ``peak_bytes`` minus
        what the process held before, ``weights``, ``gradients`` and ``optimizer`` in bytes, ``error`` of the gradient
        against the plain step, ``losses``, ``compilations``, ``graph_breaks``, ``warning``, ``kept`` at the end by
        owner, and ``released`` when model and optimizer were deleted.
    """
    workload, batches = read_workload(folder)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    _load_libraries(workload, batches[0], device)
    before = resident_bytes()
    reset_peak()
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats()
    model = workload.make_model().to(device)
    step = Step(model, workload.losses, recipes, workload.rate)
    on_device = [batch_on(batch, device) for batch in batches]
    began = time.perf_counter()
    stepped = step.backward(on_device[0])
    first = time.perf_counter() - began
    gradient = flat_gradient(model, scaler_state(step.scaler))
    plain = folder / REFERENCE
    if recipes == RecipesOptions():
        np.save(plain, gradient.numpy(), allow_pickle=False)
    reference = torch.from_numpy(np.load(plain, allow_pickle=False))
    error = float((gradient.double() - reference.double()).norm() / reference.double().norm())
    del gradient, reference, stepped
    step.optimizer.zero_grad()
    seconds, losses = [], []
    held: dict[str, int] = {}
    reset_peak()
    for number in range(steps + 1):
        began = time.perf_counter()
        if number == steps:
            # The last step stops after the backward pass, to see what is held before the optimizer step.
            step.backward(on_device[number % len(on_device)])
            held = held_bytes(model, step.optimizer)
            break
        told = step(on_device[number % len(on_device)])
        losses.append(float(told.loss))
        seconds.append(time.perf_counter() - began)
    peak = int(torch.cuda.max_memory_allocated()) if device.type == "cuda" else peak_since_reset() - before
    kept = {one.owner: one.bytes for one in held_memory(model, step.optimizer)}
    warning = step.warning
    del model, step, told, on_device
    released = release_memory(device)
    return {
        "seconds": float(np.median(seconds[1:] or seconds)), "first_seconds": first, "peak_bytes": peak, **held,
        "error": error, "losses": losses, "warning": warning, "kept": kept, "released": released,
        "compilations": compilations() if recipes.compile else 0,
        "graph_breaks": graph_breaks() if recipes.compile else 0,
    }  # fmt: skip


def _load_libraries(workload: Workload, batch: dict[str, Tensor], device: torch.device) -> None:
    """Run a step with a separate model, so that memory of first-time library loading is not attributed to training."""
    model = workload.make_model().to(device)
    small = {name: value[:2] for name, value in batch.items()}
    Step(model, workload.losses, RecipesOptions(), workload.rate)(batch_on(small, device))
    del model
    gc.collect()
    give_back()


def main() -> None:
    """Read folder, recipes and steps from standard input and print the result as JSON."""
    given = json.loads(sys.stdin.read())
    try:
        told = run_trial(Path(given["folder"]), RecipesOptions(**given["recipes"]), given["steps"])
    except AuditError as error:
        told = {"failed": str(error)}
    except (RuntimeError, ValueError, TypeError, NotImplementedError, MemoryError) as error:
        told = {"failed": f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
