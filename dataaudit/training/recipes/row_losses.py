"""Computes losses by row, which a step sums up, however the batch is split."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

IGNORED = -100
"""Target that is ignored."""


@dataclass(slots=True)
class RowLosses:
    """The result of a forward pass.

    Attributes:
        sums: (rows,) float32, loss of every row, summed over its targets.
        counts: (rows,) int64, targets of every row.
        logits: (rows, classes) for classifiers; None for language models, whose logits are large.
        gradients: (rows,) float32, norm of the loss gradient with respect to the logits; None for language models.
    """

    sums: Tensor
    counts: Tensor
    logits: Tensor | None
    gradients: Tensor | None


LossByRow = Callable[[nn.Module, Mapping[str, Tensor]], RowLosses]


def logits_of(output: Any) -> Tensor:
    """Return the logits of a model's output: the tensor itself, or its logits entry."""
    found = output if isinstance(output, Tensor) else getattr(output, "logits", None)
    if found is None and isinstance(output, Mapping):
        found = output.get("logits")
    if not isinstance(found, Tensor):
        message = f"the model returns {type(output).__name__} without logits"
        raise TypeError(message)
    return found


def language_losses(model: nn.Module, batch: Mapping[str, Tensor]) -> RowLosses:
    """Compute the next-token loss by row.

    Args:
        model: Returns logits (rows, tokens, vocabulary), or an output that contains them.
        batch: ``input_ids``, ``attention_mask`` and ``labels`` (rows, tokens); the label of a position is its own
            token, or -100.
    """
    logits = logits_of(model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]))
    # Shift the targets instead of the logits, because slicing the large logits would copy them.
    targets = functional.pad(batch["labels"][:, 1:], (0, 1), value=IGNORED)
    losses = functional.cross_entropy(
        logits.flatten(0, 1).float(), targets.flatten(), ignore_index=IGNORED, reduction="none"
    )
    return RowLosses(losses.view_as(targets).sum(1), (targets != IGNORED).sum(1), None, None)


def class_losses(model: nn.Module, batch: Mapping[str, Tensor]) -> RowLosses:
    """Compute the cross-entropy by row.

    Args:
        model: Returns logits (rows, classes), or an output that contains them.
        batch: ``input_ids`` and ``attention_mask`` (rows, tokens), ``labels`` (rows,).
    """
    logits = logits_of(model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"])).float()
    logarithms = functional.log_softmax(logits, dim=-1)
    losses = functional.nll_loss(logarithms, batch["labels"], reduction="none")
    with torch.no_grad():
        gradients = _gradient_norms(logarithms, batch["labels"])
    return RowLosses(losses, torch.ones_like(batch["labels"]), logits, gradients)


def _gradient_norms(logarithms: Tensor, targets: Tensor) -> Tensor:
    """Compute the norm of probabilities minus one-hot targets, without materialising the difference.

    Source: Paul et al. 2021 (EL2N).
    """
    squares = (2 * logarithms).exp().sum(-1)
    own = logarithms.gather(-1, targets[..., None]).squeeze(-1).exp()
    return (squares - 2 * own + 1).clamp_min(0).sqrt()


def targets_of(batch: Mapping[str, Tensor]) -> int:
    """Count the targets of a batch that are not ignored, before any forward pass.

    Examples:
        >>> targets_of({"labels": torch.tensor([[5, 6, 7], [5, -100, -100]])})
        2
    """
    labels = batch["labels"]
    return int((labels[:, 1:] != IGNORED).sum()) if labels.dim() == 2 else len(labels)
