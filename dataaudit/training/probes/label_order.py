"""Probe of the labels' order: whether they fit the rows before or after them better than their own."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from dataaudit.training.batches import inputs_of, target_of
from dataaudit.training.probes.context import Context, Row, told

MOST_ROWS = 1000
_FEWEST = 200
_LAGS = (-2, -1, 1, 2)


def label_order(context: Context) -> list[Row]:
    """Compare how well nearest neighbours tell the labels as they are, and moved by one or two rows.

    Rows are read in the order of the data set behind the loader, otherwise in the order of the batches.
    """
    pair = _in_order(context)
    if pair is None:
        return []
    inputs, labels = pair
    scaled = (inputs - inputs.mean(0)) / inputs.std(0).clamp_min(1e-9)
    distances = torch.cdist(scaled, scaled)
    distances.fill_diagonal_(torch.inf)
    near = distances.topk(5, largest=False).indices
    own = _agreement(near, labels)
    moved = {lag: _agreement(near, labels.roll(-lag)) for lag in _LAGS}
    best = max(moved, key=lambda lag: moved[lag])
    return told("label_order", own=own, moved=moved[best], lag=float(best), rows=float(len(labels)))


def _agreement(near: Tensor, labels: Tensor) -> float:
    """Return the share of rows whose neighbours have their label, or how much of a number they explain."""
    if labels.is_floating_point():
        told_ = labels[near].mean(1)
        error = float((told_ - labels).square().mean())
        return max(0.0, 1.0 - error / max(float(labels.var()), 1e-12))
    chance = float(torch.unique(labels, return_counts=True)[1].double().div(len(labels)).square().sum())
    agree = float((labels[near] == labels[:, None]).float().mean())
    return max(0.0, (agree - chance) / max(1 - chance, 1e-9))


def _in_order(context: Context) -> tuple[Tensor, Tensor] | None:
    data = getattr(context.loader, "dataset", None)
    inputs: list[Tensor] = []
    labels: list[Tensor] = []
    for one in _items(data) or context.batches:
        given, target = inputs_of(one), target_of(one)
        if not given or not given[0].is_floating_point():
            return None
        label = target if target is not None else _second(one)
        if label is None:
            return None
        label = torch.as_tensor(label)
        batched = label.dim() >= 1 and given[0].dim() >= 2 and label.shape[0] == given[0].shape[0]
        inputs.append(given[0].reshape(len(label), -1) if batched else given[0].reshape(1, -1))
        labels.append(label.reshape(-1))
    if not inputs or any(one.shape[1:] != inputs[0].shape[1:] for one in inputs):
        return None
    rows, told_ = torch.cat(inputs).double().cpu(), torch.cat(labels).cpu()
    if len(rows) != len(told_) or len(rows) < _FEWEST or len(torch.unique(told_)) < 2:
        return None
    return (rows, told_) if bool(torch.isfinite(rows).all()) else None


def _items(data: Any) -> list[Any]:
    """Return the first rows of an indexed data set, in its own order; none if it has no order."""
    if not hasattr(data, "__getitem__") or not hasattr(data, "__len__"):
        return []
    return [data[place] for place in range(min(len(data), MOST_ROWS))]


def _second(one: Any) -> Any:
    return one[1] if isinstance(one, list | tuple) and len(one) >= 2 and isinstance(one[1], int | float) else None
