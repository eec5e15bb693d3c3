"""Finds where NaN or infinity first appears by replaying one step with hooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from dataaudit.training.batches import inputs_of
from dataaudit.training.probes.context import Context, Row, at
from dataaudit.training.probes.modules import first_tensor


def nan_origin(context: Context) -> list[Row]:
    """Find the first non-finite value: in the input, in a module, in the loss or in a gradient."""
    for number, batch in enumerate(context.batches):
        rows = _in_batch(context, batch, number)
        if rows:
            return rows
    return []


def _in_batch(context: Context, batch: Any, number: int) -> list[Row]:
    broken: list[int] = []
    for one in inputs_of(batch):
        if one.is_floating_point() and one.dim():
            bad = ~torch.isfinite(one).reshape(one.shape[0], -1).all(1)
            broken += torch.nonzero(bad).flatten().tolist()
    if broken:
        shown = ", ".join(str(row) for row in sorted(set(broken))[:10])
        return [at("nan_origin", "input", float(len(set(broken))), f"batch {number}, rows {shown}")]
    told: list[str] = []

    def hook(name: str) -> Callable[..., None]:
        def see(module: nn.Module, inputs: tuple[Any, ...], output: Any) -> None:
            value, given = first_tensor(output), first_tensor(inputs)
            whole = given is None or bool(torch.isfinite(given).all())
            if value is not None and whole and not bool(torch.isfinite(value).all()) and not told:
                told.append(name)

        return see

    model = context.model
    # Modules finish before the modules that contain them, so the first to finish is the innermost.
    handles = [module.register_forward_hook(hook(name or "(model)")) for name, module in model.named_modules()]
    model.train(True)
    for parameter in model.parameters():
        parameter.grad = None
    try:
        loss = context.objective(model, batch)
    finally:
        for handle in handles:
            handle.remove()
    if told:
        return [at("nan_origin", "module", 1.0, told[0])]
    if not bool(torch.isfinite(loss)):
        return [at("nan_origin", "loss", 1.0, "")]
    return _in_gradients(model, loss)


def _in_gradients(model: nn.Module, loss: Tensor) -> list[Row]:
    """Find the first parameter with a non-finite gradient, in the order of the backward pass."""
    if not loss.requires_grad:
        return []
    order: list[str] = []
    names = {parameter: name for name, parameter in model.named_parameters()}

    def see(parameter: Tensor) -> None:
        if parameter.grad is not None and not bool(torch.isfinite(parameter.grad).all()):
            order.append(names[parameter])  # type: ignore[index]

    handles = [one.register_post_accumulate_grad_hook(see) for one in names if one.requires_grad and one.is_leaf]
    try:
        loss.backward()
    finally:
        for handle in handles:
            handle.remove()
    return [at("nan_origin", "gradient", 1.0, order[0])] if order else []
