"""Computes reference losses: that of guessing, and that of a linear model."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from dataaudit.training.batches import inputs_of, target_of
from dataaudit.training.objective import Captured
from dataaudit.training.probes.context import cross_entropy_of, entropy, is_near
from dataaudit.training.task import Kind

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


NOTHING = Baseline(None, None, "")


@dataclass(frozen=True, slots=True)
class Form:
    """What a loss is of an output and a target.

    Attributes:
        kind: The kind of task.
        loss: ``cross-entropy``, ``binary``, ``squared`` or ``absolute``.
    """

    kind: Kind
    loss: str


def form_of(captured: Captured) -> Form | None:
    """Return what a loss is of an output and a target, or None if it is another than the plain ones.

    Cross-entropy, also that of the next token, the binary one, and squared, absolute and Huber errors are recognised;
    a loss with weights, smoothing or further parts is not, and has no plain baseline.

    Args:
        captured: One step.
    """
    output, target, loss = captured.output, captured.target, captured.loss.float()
    if output is None or target is None:
        return None
    if cross_entropy_of(output, target, loss) is not None:
        return Form("language-model" if output.dim() == 3 else "classification", "cross-entropy")
    if output.numel() != target.numel():
        return None
    flat, given = output.reshape(-1).float(), target.reshape(-1).float()
    if bool(((given >= 0) & (given <= 1)).all()) and is_near(
        functional.binary_cross_entropy_with_logits(flat, given), loss
    ):
        return Form("classification", "binary")
    if is_near(functional.mse_loss(flat, given), loss):
        return Form("regression", "squared")
    errors = (functional.l1_loss, functional.smooth_l1_loss)
    return Form("regression", "absolute") if any(is_near(error(flat, given), loss) for error in errors) else None


def baseline(form: Form | None, batches: Sequence[Any], target: Tensor | None) -> Baseline:
    """Compute both losses from batches; None if they are not comparable with the model's loss.

    Args:
        form: What the loss is.
        batches: Of the loader.
        target: Of one batch, where the batches do not name theirs.
    """
    if form is None:
        return NOTHING
    if form.kind == "language-model":
        held = [one for batch in batches if (one := target_of(batch)) is not None]
        if not held and target is None:
            return NOTHING
        targets = torch.cat([one.reshape(-1) for one in held] or [target.reshape(-1)])  # type: ignore[union-attr]
        return Baseline(entropy(torch.unique(targets[targets >= 0], return_counts=True)[1]), None, "")
    gathered = _gathered(batches)
    if gathered is None:
        return NOTHING
    inputs, targets = gathered
    if form.loss == "cross-entropy":
        chance = entropy(torch.unique(targets, return_counts=True)[1])
        return Baseline(chance, _logistic(inputs, targets), "logistic regression")
    if form.loss == "squared":
        return Baseline(float(targets.double().var(correction=0)), _linear(inputs, targets), "linear regression")
    return NOTHING


def _gathered(batches: Sequence[Any]) -> tuple[Tensor, Tensor] | None:
    inputs, targets = [], []
    for batch in batches:
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
    if not inputs:
        return None
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
