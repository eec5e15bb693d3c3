"""Probes of the loaders: scale of inputs, row order, shared rows, columns that reveal the target."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from dataaudit.training.batches import inputs_of, target_of
from dataaudit.training.probes.context import Context, Row, at, told

MOST_ROWS = 20_000
_FEWEST = 50


def input_scale(context: Context) -> list[Row]:
    """Measure floating-point inputs: non-finite values, the largest value, the shift and the spread by column."""
    parts = [
        one for batch in context.batches for one in inputs_of(batch)[:1] if one.is_floating_point() and one.dim() >= 2
    ]
    if not parts:
        return []
    rows: list[Row] = []
    places = [
        f"batch {number}, row {int(row)}"
        for number, one in enumerate(parts)
        for row in torch.nonzero(~torch.isfinite(one.reshape(one.shape[0], -1)).all(1)).flatten()
    ]
    if places:
        rows.append(at("input_scale", "nonfinite", float(len(places)), "; ".join(places[:5])))
    flat = torch.cat([one.reshape(one.shape[0], -1).double() for one in parts if one.shape[1:] == parts[0].shape[1:]])
    flat = torch.nan_to_num(flat, nan=0.0, posinf=0.0, neginf=0.0)
    rows += told(
        "input_scale", largest=float(flat.abs().max()), shift=float(flat.mean().abs() / flat.std().clamp_min(1e-12))
    )
    if parts[0].dim() == 2 and flat.shape[1] > 1 and len(flat) >= 8:
        spread = flat.std(0)
        used = spread[spread > 0]
        if len(used) > 1:
            widest = int(spread.argmax())
            ratio = float(spread[widest] / used.median().clamp_min(1e-30))
            rows.append(at("input_scale", "column_ratio", ratio, f"column {widest}"))
    return rows


def shuffle(context: Context) -> list[Row]:
    """Check whether the loader always gives the same order, and whether labels are sorted in it."""
    if context.loader is None:
        return []
    sampler = getattr(context.loader, "sampler", None)
    ordered = isinstance(sampler, torch.utils.data.SequentialSampler)
    if not ordered and isinstance(sampler, torch.utils.data.RandomSampler):
        return []
    if not ordered:
        passes = []
        for seed in (11, 12):
            torch.manual_seed(seed)
            first = next(iter(context.loader), None)
            inputs = inputs_of(first) if first is not None else []
            if not inputs:
                return []
            passes.append(inputs[0])
        ordered = passes[0].shape == passes[1].shape and bool(torch.equal(passes[0], passes[1]))
    if not ordered:
        return []
    labels: list[int] = []
    for batch in context.loader:
        target = target_of(batch)
        if target is None or target.is_floating_point() or target.dim() != 1:
            break
        labels += target.tolist()
        if len(labels) >= MOST_ROWS:
            break
    return told("shuffle", same_order=1.0, runs_chance=runs_chance(labels))


def runs_chance(labels: list[int]) -> float | None:
    """Return the probability that a shuffled order has this few runs of equal labels (Mood 1940).

    Examples:
        >>> runs_chance([0] * 50 + [1] * 50) < 1e-6
        True
    """
    count = len(labels)
    if count < _FEWEST or len(set(labels)) < 2:
        return None
    runs = 1 + sum(one != other for one, other in pairwise(labels))
    counts = [float(labels.count(label)) for label in set(labels)]
    squares, cubes = sum(one**2 for one in counts), sum(one**3 for one in counts)
    expected = (count * (count + 1) - squares) / count
    variance = (squares * (squares + count * (count + 1)) - 2 * count * cubes - count**3) / (count**2 * (count - 1))
    return 0.5 * math.erfc((expected - runs) / math.sqrt(2 * max(variance, 1e-9)))


def shared_rows(context: Context) -> list[Row]:
    """Measure the share of validation rows that the training loader also gives."""
    if context.loader is None or context.validation is None:
        return []
    train, validation = _hashes(context.loader), _hashes(context.validation)
    if not train or not validation:
        return []
    known = set(train)
    if len(known) < 0.1 * len(train):
        # Constant inputs, or inputs with few values, are shared without being a leak.
        return []
    return told("shared_rows", share=sum(one in known for one in validation) / len(validation))


def _hashes(loader: Any) -> list[int]:
    found: list[int] = []
    for batch in loader:
        inputs = [one for one in inputs_of(batch) if one.dim()]
        if not inputs:
            break
        whole = [one.detach().cpu().contiguous() for one in inputs if one.shape[0] == inputs[0].shape[0]]
        found += [hash(b"".join(one[row].numpy().tobytes() for one in whole)) for row in range(len(whole[0]))]
        if len(found) >= MOST_ROWS:
            break
    return found


def target_column(context: Context) -> list[Row]:
    """Find an input column that determines the target."""
    return column_that_tells(context.batches)


def column_that_tells(batches: Sequence[Any]) -> list[Row]:
    """Find an input column that determines the target of batches, as rows of the probe table."""
    pairs = [(inputs_of(batch)[0], target_of(batch)) for batch in batches if inputs_of(batch)]
    usable = [
        (one, target)
        for one, target in pairs
        if one.dim() == 2
        and one.is_floating_point()
        and target is not None
        and target.shape[:1] == one.shape[:1]
        and target[0].numel() == 1
    ]
    if not usable:
        return []
    inputs, targets = (
        torch.cat([one for one, _ in usable]),
        torch.cat([target.reshape(len(target), -1)[:, 0] for _, target in usable]),
    )
    if len(inputs) < _FEWEST or inputs.shape[1] > 4096:
        return []
    found = [column for column in range(inputs.shape[1]) if _tells(inputs[:, column], targets)]
    if not found and inputs.shape[1] >= 3:
        parted = [column for column in range(inputs.shape[1]) if _parts(inputs[:, column], targets)]
        # Classes that several columns part are easy ones; what one column alone parts by a gap was made from them.
        found = parted if len(parted) == 1 else []
    return told("target_column", accuracy=1.0, column=float(found[0])) if found else []


def _parts(values: Tensor, targets: Tensor) -> bool:
    """Whether sorting by a column parts two to twenty classes, with gaps wider than the classes' own spread."""
    labels = torch.unique(targets)
    if not 2 <= len(labels) <= 20 or int(torch.unique(targets, return_counts=True)[1].min()) < 10:
        return False
    groups = sorted((values[targets == label].double() for label in labels), key=lambda one: float(one.mean()))
    for low, high in pairwise(groups):
        gap = float(high.min() - low.max())
        if gap <= 2 * max(float(low.std()), float(high.std())):
            return False
    return True


def _tells(values: Tensor, targets: Tensor) -> bool:
    if targets.is_floating_point() and len(torch.unique(targets)) > 20:
        both = torch.stack([values.double(), targets.double()])
        spread = both.std(1)
        return bool((spread > 0).all()) and abs(float(torch.corrcoef(both)[0, 1])) > 0.99999
    kinds = torch.unique(values)
    labels = torch.unique(targets)
    if len(labels) < 2 or not len(labels) <= len(kinds) <= 2 * len(labels):
        return False
    return all(len(torch.unique(targets[values == kind])) == 1 for kind in kinds)
