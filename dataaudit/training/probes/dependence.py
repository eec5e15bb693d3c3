"""Probes of dependence: rows on each other, outputs on inputs, the loss on parameters."""

from __future__ import annotations

from itertools import product
from typing import Any

import torch
from torch import Tensor

from dataaudit.training.batches import altered_inputs, changed, inputs_of, rows_of
from dataaudit.training.library_parts import left_out, library_parts
from dataaudit.training.probes.context import Context, NotAssessed, Row, at, rows_apart, seeded, told, without_dropout


def _others(tensor: Tensor, rows: int, keep: int | None, seed: int = 1) -> Tensor:
    """Replace the values of all rows but one: add noise of the same spread, or permute the tokens of the batch."""
    if not tensor.dim() or tensor.shape[0] != rows or tensor.dtype == torch.bool:
        return tensor
    made = tensor.clone()
    if tensor.is_floating_point():
        spread = tensor[torch.isfinite(tensor)].std() if tensor.numel() > 1 else torch.ones((), device=tensor.device)
        noise = torch.randn(tensor.shape, generator=seeded(seed)).to(tensor)
        made = tensor + noise * torch.nan_to_num(spread, nan=1.0).clamp_min(1e-3)
    else:
        others = [place for place in range(rows) if place != keep]
        flat = tensor[others].reshape(-1)
        order = torch.randperm(len(flat), generator=seeded(seed)).to(tensor.device)
        made[others] = flat[order].reshape(made[others].shape)
    if keep is not None:
        made[keep] = tensor[keep]
    return made


def batch_leak(context: Context) -> list[Row]:
    """Measure how much the output of the first and of the last row changes when the other rows do, in eval mode.

    A recurrent layer that takes rows for time passes on to later rows only, so one row does not tell.
    """
    rows = rows_apart(context)
    batch = context.batches[0]
    if rows < 2:
        return []
    context.model.train(False)
    changes = []
    with torch.no_grad():
        usual = context.objective.capture(context.model, batch).output
        if usual is None or usual.dim() < 1 or usual.shape[0] != rows:
            reason = "the output has no row for every row of the batch"
            raise NotAssessed(reason)
        _counts_rows(context, rows, usual)
        for keep, seed in product((0, rows - 1), (1, 2)):
            with altered_inputs(
                context.model,
                lambda tensor, keep=keep, seed=seed: _others(tensor, rows, keep, seed),  # type: ignore[misc]
            ) as altered:
                other = context.objective.capture(context.model, batch).output
            if not altered.tensors or other is None or usual.shape != other.shape:
                reason = "the model's inputs could not be changed row by row"
                raise NotAssessed(reason)
            size = usual[keep].float().norm().clamp_min(1e-9)
            changes.append(float((usual[keep] - other[keep]).float().norm() / size))
    return told("batch_leak", change=max(changes))


def _counts_rows(context: Context, rows: int, usual: Tensor) -> None:
    """Refuse an output whose further dimension is the number of rows: it compares rows by design."""
    places = [place for place in range(1, usual.dim()) if usual.shape[place] == rows]
    if not places or rows < 4:
        return
    half = changed(context.batches[0], lambda tensor: tensor[: rows // 2] if tensor.shape[0] == rows else tensor)
    fewer = context.objective.capture(context.model, half).output
    if fewer is not None and any(place < fewer.dim() and fewer.shape[place] == rows // 2 for place in places):
        reason = "the output compares the rows of a batch with each other"
        raise NotAssessed(reason)


def input_reach(context: Context) -> list[Row]:
    """Measure how much the output changes when all inputs do."""
    batch = context.batches[0]
    rows = rows_of(batch)
    context.model.train(False)
    with torch.no_grad():
        usual = context.objective.capture(context.model, batch).output
        with altered_inputs(context.model, lambda tensor: _others(tensor, rows, None)) as altered:
            other = context.objective.capture(context.model, batch).output
    if usual is None or other is None or usual.shape != other.shape:
        return []
    if not altered.tensors:
        reason = "the model's inputs could not be changed"
        raise NotAssessed(reason)
    constant = all(one.dim() < 1 or bool((one == one[:1]).all()) for each in context.batches for one in inputs_of(each))
    if constant and rows > 1:
        return told("input_reach", constant=1.0, change=0.0)
    return told("input_reach", change=float((usual - other).float().norm() / usual.float().norm().clamp_min(1e-9)))


def gradient_reach(context: Context) -> list[Row]:
    """Find trainable parameters without a gradient, and layers whose units stay equal, over three small steps.

    One step is not enough: gradients before a matrix that starts at zero are zero at the first step only.
    """
    model = context.model
    trainable = {name: one for name, one in model.named_parameters() if one.requires_grad and one.numel()}
    none = dict.fromkeys(trainable, True)
    zero = dict.fromkeys(trainable, True)
    tables = {id(one) for part in model.modules() if isinstance(part, torch.nn.Embedding) for one in part.parameters()}
    matrices = [
        name for name, one in trainable.items() if one.dim() >= 2 and one.shape[0] > 1 and id(one) not in tables
    ]
    hidden = matrices[:-1]
    equal = {name: equal_rows(trainable[name]) for name in hidden}
    model.train(True)
    without_dropout(model)
    optimizer = torch.optim.SGD(list(trainable.values()), lr=1e-2) if trainable else None
    called: set[str] = set()
    handles = [
        module.register_forward_pre_hook(lambda module, inputs, name=name: called.add(name))
        for name, module in model.named_modules()
    ]
    try:
        rows = _reached(context, optimizer, trainable, none, zero)
    finally:
        for handle in handles:
            handle.remove()
    if rows is None:
        return []
    lost = [name for name, without in none.items() if without]
    unused = {name for name in lost if _owner(name) not in called} | left_out(library_parts(model), lost, trainable)
    rows += [at("unused", "parameter", 1.0, name) for name in lost if name in unused]
    for name in hidden:
        share, gradient = equal_rows(trainable[name]), trainable[name].grad
        if gradient is not None:  # rows that learn apart are not yet apart after small steps
            share = min(share, equal_rows(gradient))
        if equal[name] > 0.5 and share > 0.5:
            rows.append(at("symmetry", "equal_rows", share, name))
    return rows


def _owner(parameter: str) -> str:
    return parameter.rpartition(".")[0]


def _reached(
    context: Context, optimizer: Any, trainable: dict[str, Any], none: dict[str, bool], zero: dict[str, bool]
) -> list[Row] | None:
    """Take the steps; None if a loss is not finite."""
    for step in range(3):
        if optimizer is None:
            break
        optimizer.zero_grad()
        loss = context.objective(context.model, context.batches[step % len(context.batches)])
        if not loss.requires_grad:
            break
        loss.backward()
        if not bool(torch.isfinite(loss)):
            return None
        for name, one in trainable.items():
            none[name] &= one.grad is None
            zero[name] &= one.grad is None or not bool((one.grad != 0).any())
        torch.nn.utils.clip_grad_norm_(list(trainable.values()), 1.0)
        optimizer.step()
    rows = [at("gradient_reach", "missing", 1.0, name) for name, lost in zero.items() if lost]
    return rows + [at("gradient_reach", "none", 1.0, name) for name, lost in none.items() if lost]


def equal_rows(weight: Tensor) -> float:
    """Return the share of a matrix's rows that equal another row up to rounding.

    Examples:
        >>> equal_rows(torch.ones(4, 3)), round(equal_rows(torch.eye(4)), 1)
        (1.0, 0.0)
    """
    rows = weight.detach().flatten(1).double()
    scale = rows.abs().max().clamp_min(1e-30)
    rounded = (rows / scale * 1e5).round()
    _, counts = torch.unique(rounded, dim=0, return_counts=True)
    return float(counts[counts > 1].sum()) / len(rows)
