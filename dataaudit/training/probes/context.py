"""The input of every probe, and how it records its measurements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from dataaudit.training.objective import Objective

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The input of a probe.

    Attributes:
        model: The model.
        objective: Computes its loss.
        batches: Some batches, on the model's device.
        loader: The loader they came from, or None.
        validation: Loader of validation data, or None.
        steps: Steps that training probes may take per learning rate.
        rows: Rows of the small batch.
        pretrained: Whether the model has been trained before.
        accumulation: Micro-batches per step, or None.
        accumulate: The user's accumulation function, or None.
    """

    model: nn.Module
    objective: Objective
    batches: Sequence[Any]
    loader: Any = None
    validation: Any = None
    steps: int = 150
    rows: int = 16
    pretrained: bool = False
    accumulation: int | None = None
    accumulate: Any = None


def told(probe: str, **measures: float | None) -> list[Row]:
    """Build rows of the probe table for one probe."""
    return [
        {"probe": probe, "measure": name, "value": value, "where": ""}
        for name, value in measures.items()
        if value is not None
    ]


def at(probe: str, measure: str, value: float, where: str) -> Row:
    """Build one row of the probe table with a place."""
    return {"probe": probe, "measure": measure, "value": float(value), "where": where}


def classes_of(output: Tensor | None, target: Tensor | None) -> tuple[Tensor, Tensor] | None:
    """Return logits (n, classes) and class indices (n,) if output and target are a classifier's, otherwise None.

    Output and target are compared position by position; see ``shifted`` for causal models. Targets of -100 are dropped.
    """
    if output is None or target is None or target.is_floating_point() or output.dim() < 2 or output.shape[-1] < 2:
        return None
    if (
        output.dim() == 4
        and target.dim() == 3
        and output.shape[0] == target.shape[0]
        and output.shape[2:] == target.shape[1:]
    ):
        output = output.movedim(1, -1)
    if output.dim() != target.dim() + 1 or output.shape[:-1] != target.shape:
        return None
    flat, given = output.reshape(-1, output.shape[-1]), target.reshape(-1)
    good = (given >= 0) & (given < flat.shape[1])
    return (flat[good], given[good]) if bool(good.any()) else None


def shifted(output: Tensor, target: Tensor) -> tuple[Tensor, Tensor] | None:
    """Like ``classes_of``, but pair each position's logits with the next token, as causal language models do."""
    if output.dim() != 3 or target.dim() != 2 or output.shape[:2] != target.shape:
        return None
    return classes_of(output[:, :-1], target[:, 1:])


def is_near(first: Tensor, second: Tensor, relative: float = 0.01) -> bool:
    """Whether two losses are equal up to rounding."""
    return bool((first - second).abs() <= relative * second.abs() + 1e-6)


def cross_entropy_of(output: Tensor | None, target: Tensor | None, loss: Tensor) -> tuple[Tensor, Tensor] | None:
    """Return the logits and classes whose cross-entropy is the loss, unshifted or for the next token, or None."""
    if output is None or target is None:
        return None
    for pair in (classes_of(output, target), shifted(output, target)):
        if pair is not None and is_near(functional.cross_entropy(pair[0].float(), pair[1]), loss.float()):
            return pair
    return None


def first_batches(loader: Iterable[Any], count: int) -> list[Any]:
    """Return the first batches of a loader."""
    batches = []
    for batch in loader:
        batches.append(batch)
        if len(batches) >= count:
            break
    return batches


def set_mode(model: nn.Module, training: bool) -> None:
    """Set the mode of a whole model; the caller restores it."""
    model.train(training)


def without_dropout(model: nn.Module) -> None:
    """Set only the dropout modules to eval mode."""
    for module in model.modules():
        if isinstance(module, nn.modules.dropout._DropoutNd):
            module.eval()


def entropy(counts: Tensor) -> float:
    """Return the entropy in nats of a distribution given by counts."""
    share = counts[counts > 0].double() / counts.sum()
    return float(-(share * share.log()).sum())


def seeded(seed: int) -> torch.Generator:
    """Return a separate random generator for a probe."""
    return torch.Generator().manual_seed(seed)
