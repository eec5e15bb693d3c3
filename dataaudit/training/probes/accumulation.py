"""Checks whether accumulated gradients equal those of the whole batch."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from dataaudit.training.batches import changed
from dataaudit.training.probes.context import Context, Row, rows_apart, told


def accumulation(context: Context) -> list[Row]:
    """Measure the relative error of the gradient accumulated over micro-batches."""
    count, batch = context.accumulation, context.batches[0]
    if count is None or count < 2:
        return []
    rows = rows_apart(context)
    if rows < count:
        return []
    model = context.model
    # In eval mode there is no dropout, however it is applied, and no micro-batch statistics.
    model.train(False)
    whole = _gradients(context, lambda: context.objective(model, batch).backward())
    micro = micro_batches(batch, rows, count)

    def accumulated() -> None:
        if context.accumulate is not None:
            context.accumulate(model, micro)
            return
        for one in micro:
            (context.objective(model, one) / len(micro)).backward()

    added = _gradients(context, accumulated)
    norm = float(whole.norm())
    error = float((whole - added).norm()) / norm if norm > 0 else 0.0
    return told("accumulation", error=error)


def micro_batches(batch: Any, rows: int, count: int) -> list[Any]:
    """Split a batch into micro-batches of equal size; the last may be shorter."""
    size = -(-rows // count)
    return [
        changed(batch, lambda tensor, low=low: tensor[low : low + size] if tensor.shape[0] == rows else tensor)  # type: ignore[misc]
        for low in range(0, rows, size)
    ]


def _gradients(context: Context, backward: Any) -> Tensor:
    for parameter in context.model.parameters():
        parameter.grad = None
    backward()
    parts = [
        one.grad.detach().double().flatten()
        for one in context.model.parameters()
        if one.requires_grad and one.grad is not None
    ]
    return torch.cat(parts) if parts else torch.zeros(1)
