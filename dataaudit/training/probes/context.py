"""What every probe gets, and how it tells what it measured."""

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
    """What a probe works with.

    Attributes:
        model: The model.
        objective: Takes its loss.
        batches: Some batches, on the model's device.
        loader: Where they came from, or None.
        validation: Loader of validation data, or None.
        steps: Steps that training probes may take for each learning rate.
        rows: Rows of the small batch.
        pretrained: Whether the model has been trained before.
        accumulation: Micro-batches of a step, or None.
        accumulate: The user's own accumulation, or None.
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
    """Rows of the table of probes, of one probe."""
    return [
        {"probe": probe, "measure": name, "value": value, "where": ""}
        for name, value in measures.items()
        if value is not None
    ]


def at(probe: str, measure: str, value: float, where: str) -> Row:
    """One row that says where."""
    return {"probe": probe, "measure": measure, "value": float(value), "where": where}


def classes_of(output: Tensor | None, target: Tensor | None) -> tuple[Tensor, Tensor] | None:
    """Logits (n, classes) and class indices (n,) where output and target are those of a classifier, else None.

    A causal language model's logits are put before the tokens they tell. Targets of -100 are left out.
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
    """As ``classes_of``, with the logits of a place for the target of the next, as causal language models count."""
    if output.dim() != 3 or target.dim() != 2 or output.shape[:2] != target.shape:
        return None
    return classes_of(output[:, :-1], target[:, 1:])


def is_near(first: Tensor, second: Tensor, relative: float = 0.01) -> bool:
    """Whether two losses are the same but for rounding."""
    return bool((first - second).abs() <= relative * second.abs() + 1e-6)


def cross_entropy_of(output: Tensor | None, target: Tensor | None, loss: Tensor) -> tuple[Tensor, Tensor] | None:
    """Logits and classes for which cross-entropy gives the loss: as they stand, or those of the next token."""
    if output is None or target is None:
        return None
    for pair in (classes_of(output, target), shifted(output, target)):
        if pair is not None and is_near(functional.cross_entropy(pair[0].float(), pair[1]), loss.float()):
            return pair
    return None


def first_batches(loader: Iterable[Any], count: int) -> list[Any]:
    """The first batches of a loader."""
    batches = []
    for batch in loader:
        batches.append(batch)
        if len(batches) >= count:
            break
    return batches


def set_mode(model: nn.Module, training: bool) -> None:
    """Put a whole model in a mode; who called puts it back."""
    model.train(training)


def without_dropout(model: nn.Module) -> None:
    """Put dropout modules in eval mode, whatever the others are in."""
    for module in model.modules():
        if isinstance(module, nn.modules.dropout._DropoutNd):
            module.eval()


def entropy(counts: Tensor) -> float:
    """Entropy in nats of a distribution that counts tell."""
    share = counts[counts > 0].double() / counts.sum()
    return float(-(share * share.log()).sum())


def seeded(seed: int) -> torch.Generator:
    """A generator of a probe's own."""
    return torch.Generator().manual_seed(seed)
