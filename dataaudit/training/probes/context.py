"""The input of every probe, and how it records its measurements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from dataaudit.training.batches import inputs_of, target_of
from dataaudit.training.objective import Objective

Row = dict[str, Any]


class NotAssessed(Exception):
    """A probe does not apply to this model or batch; its text says why."""


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


def rows_apart(context: Context) -> int:
    """Return the rows of the first batch, which are its first dimension and do not depend on each other by design.

    Raises:
        NotAssessed: Which dimension counts rows is not known, or rows are related by design.
    """
    batch = context.batches[0]
    inputs, target = inputs_of(batch), target_of(batch)
    if not inputs or not inputs[0].dim():
        reason = "the batch holds no tensor whose rows can be changed one by one"
        raise NotAssessed(reason)
    rows, shape = int(inputs[0].shape[0]), tuple(inputs[0].shape)
    if target is not None and target.dim() and target.shape[0] != rows:
        reason = f"inputs of shape {shape} and targets of shape {tuple(target.shape)} differ in their first dimension"
        raise NotAssessed(reason)
    time_first = [one for one in context.model.modules() if getattr(one, "batch_first", True) is False]
    both = target is not None and target.dim() > 1 and tuple(target.shape[:2]) == shape[:2]
    if time_first and both and not _first_counts_rows(context, shape):
        reason = f"{type(time_first[0]).__name__} reads the first dimension as time, and the targets have both"
        raise NotAssessed(reason)
    for other in inputs[1:]:
        if other.dim() == 2 and (tuple(other.shape) == (rows, rows) or (other.shape[0] == 2 != rows)):
            reason = f"the batch relates its rows, by a tensor of shape {tuple(other.shape)}"
            raise NotAssessed(reason)
    if name := _relation(context.model, rows):
        reason = f"the model relates the rows, by its tensor {name}"
        raise NotAssessed(reason)
    return rows


def _relation(model: nn.Module, rows: int) -> str:
    """The name of a model's tensor that has a number for every pair of rows, as the adjacency of a graph; "" for none.

    The mask of an attention over as many tokens as there are rows is triangular.
    """
    for outer, module in model.named_modules():
        held = {**dict(module.named_buffers(recurse=False)), **vars(module)}
        for name, one in held.items():
            if not isinstance(one, Tensor) or isinstance(one, nn.Parameter) or tuple(one.shape) != (rows, rows):
                continue
            dense = one.detach() if one.layout == torch.strided else one.detach().to_dense()
            if rows > 1 and bool(dense.tril(-1).any()) and bool(dense.triu(1).any()):
                return f"{outer}.{name}" if outer else name
    return ""


def _first_counts_rows(context: Context, shape: tuple[int, ...]) -> bool:
    """Whether the loader's batch size, or batches of different size, show that the first dimension counts rows."""
    if getattr(context.loader, "batch_size", None) == shape[0] != shape[1]:
        return True
    shapes = {tuple(one[0].shape[:2]) for batch in context.batches if (one := inputs_of(batch)) and one[0].dim() >= 2}
    return len({first for first, _ in shapes}) > 1 and len({second for _, second in shapes}) == 1


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
