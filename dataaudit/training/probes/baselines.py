"""Computes reference losses: that of guessing, and that of a linear model."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from dataaudit.training.objective import inputs_of, target_of
from dataaudit.training.probes.context import Context, classes_of, entropy, shifted

_FEWEST = 50


@dataclass(frozen=True, slots=True)
class Baseline:
    """Losses to compare a training run with.

    Attributes:
        chance: Loss of guessing by target frequency, or None if the loss function is not recognised.
        simple: Loss of the simple model on the same rows, or None.
        kind: What the simple model is.
    """

    chance: float | None
    simple: float | None
    kind: str


def baseline(context: Context) -> Baseline:
    """Compute both losses from the batches; None if they are not comparable with the model's loss."""
    with torch.no_grad():
        captured = context.objective.capture(context.model, context.batches[0])
    pair = classes_of(captured.output, captured.target)
    if captured.output is not None and captured.output.dim() == 3 and captured.target is not None:
        pair = shifted(captured.output, captured.target) or pair
        targets = torch.cat([target_of(batch).reshape(-1) for batch in context.batches])  # type: ignore[union-attr]
        chance = entropy(torch.unique(targets[targets >= 0], return_counts=True)[1])
        return Baseline(chance, None, "")
    gathered = _gathered(context)
    if gathered is None:
        return Baseline(None, None, "")
    inputs, targets = gathered
    if pair is not None:
        chance = entropy(torch.unique(targets, return_counts=True)[1])
        return Baseline(chance, _logistic(inputs, targets), "logistic regression")
    if (
        captured.target is not None
        and captured.target.is_floating_point()
        and _is_squared(captured.output, captured.target, captured.loss)
    ):
        return Baseline(float(targets.double().var(correction=0)), _linear(inputs, targets), "linear regression")
    return Baseline(None, None, "")


def _gathered(context: Context) -> tuple[Tensor, Tensor] | None:
    inputs, targets = [], []
    for batch in context.batches:
        one, target = inputs_of(batch), target_of(batch)
        if (
            not one
            or target is None
            or not one[0].is_floating_point()
            or one[0].dim() < 2
            or target.shape[:1] != one[0].shape[:1]
        ):
            return None
        if target.dim() > 2 or (target.dim() == 2 and target.shape[1] != 1):
            return None
        inputs.append(one[0].reshape(len(one[0]), -1).double().cpu())
        targets.append(target.reshape(-1).cpu())
    whole, told = torch.cat(inputs), torch.cat(targets)
    good = torch.isfinite(whole).all(1)
    return (whole[good], told[good]) if int(good.sum()) >= _FEWEST else None


def _logistic(inputs: Tensor, targets: Tensor) -> float | None:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import log_loss
    from sklearn.model_selection import cross_val_predict

    counts = torch.unique(targets, return_counts=True)[1]
    # With more columns than rows a linear model memorises the rows and is no longer a simple baseline.
    if inputs.shape[1] > len(inputs) or len(counts) < 2 or int(counts.min()) < 5:
        return None
    scaled = (inputs - inputs.mean(0)) / inputs.std(0).clamp_min(1e-9)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        told: Any = cross_val_predict(
            LogisticRegression(max_iter=300), scaled.numpy(), targets.numpy(), cv=3, method="predict_proba"
        )
    return float(log_loss(targets.numpy(), told))


def _linear(inputs: Tensor, targets: Tensor) -> float | None:
    if inputs.shape[1] * 3 > len(inputs):
        return None
    design = torch.cat([inputs, torch.ones(len(inputs), 1, dtype=torch.double)], dim=1)
    told = targets.double()[:, None]
    # Evaluate on rows it was not fitted to, like any model it is compared with.
    folds = torch.arange(len(inputs)) % 3
    total = 0.0
    for fold in range(3):
        weights = torch.linalg.lstsq(design[folds != fold], told[folds != fold]).solution
        total += float((design[folds == fold] @ weights - told[folds == fold]).pow(2).sum())
    return total / len(inputs)


def _is_squared(output: Tensor | None, target: Tensor, loss: Tensor) -> bool:
    if output is None or output.numel() != target.numel():
        return False
    error = (output.reshape(-1) - target.reshape(-1)).pow(2).mean()
    return bool((error - loss).abs() <= 0.01 * loss.abs() + 1e-6)
