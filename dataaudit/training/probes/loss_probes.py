"""Probes of the loss: its first value, its reduction, a second softmax, shapes that broadcast."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from dataaudit.training.batches import changed
from dataaudit.training.objective import Captured, is_torchs
from dataaudit.training.probes.baselines import form_of
from dataaudit.training.probes.context import (
    Context,
    Row,
    at,
    classes_of,
    cross_entropy_of,
    is_near,
    rows_apart,
    shifted,
    told,
)

_LARGEST = 1 << 24
"""Values of the largest tensor that is made to see whether a loss broadcasts."""


def initial_loss(context: Context) -> list[Row]:
    """Measure the loss before training, and its expected value: ln C for C classes, ln 2 for a binary output."""
    if context.pretrained:
        return []
    losses, expected = [], None
    context.model.train(False)
    with torch.no_grad():
        for batch in context.batches:
            captured = context.objective.capture(context.model, batch)
            losses.append(float(captured.loss))
            if expected is None and _has_expectation(context, captured):
                expected = _expected(captured.output, captured.target)
    if expected is None:
        return []
    return told("initial_loss", loss=sum(losses) / len(losses), expected=expected)


def _has_expectation(context: Context, captured: Captured) -> bool:
    """Whether the loss is torch's or the model's own, or of a value that such a loss has: others begin anywhere."""
    return is_torchs(context.objective.criterion) or (
        form_of(Captured(captured.loss.abs(), captured.output, captured.target)) is not None
    )


def _expected(output: Tensor | None, target: Tensor | None) -> float | None:
    if output is None or target is None:
        return None
    pair = classes_of(output, target)
    if pair is not None:
        return math.log(pair[0].shape[1])
    binary = target.numel() == output.numel() and bool(((target == 0) | (target == 1)).all())
    return (
        math.log(2) if binary and target.is_floating_point() and bool((target != target.flatten()[0]).any()) else None
    )


def loss_reduction(context: Context) -> list[Row]:
    """Measure the loss of a batch, and that of the same rows twice."""
    batch = context.batches[0]
    rows = rows_apart(context)
    twice = changed(batch, lambda tensor: torch.cat([tensor, tensor]) if tensor.shape[0] == rows else tensor)
    context.model.train(False)
    with torch.no_grad():
        single, double = context.objective(context.model, batch), context.objective(context.model, twice)
    return told("loss_reduction", single=float(single), double=float(double))


def double_softmax(context: Context) -> list[Row]:
    """Check whether cross-entropy receives probabilities."""
    context.model.train(False)
    with torch.no_grad():
        captured = context.objective.capture(context.model, context.batches[0])
    output, target, loss = captured.output, captured.target, captured.loss.float()
    if output is None or target is None:
        return []
    if _sigmoid_twice(output, target, loss):
        return told("double_softmax", probabilities=1.0)
    pairs = [pair for pair in (classes_of(output, target), shifted(output, target)) if pair is not None]
    plain_losses = [functional.cross_entropy(logits.float(), classes) for logits, classes in pairs]
    # Of logits near zero every reading gives nearly the same loss.
    explained = any(is_near(plain, loss, 1e-3) for plain in plain_losses)
    for pair, plain in zip(pairs, plain_losses, strict=True):
        logits, classes = pair[0].float(), pair[1]
        twice = functional.cross_entropy(logits.softmax(-1), classes)
        ones = bool((logits >= 0).all()) and bool(
            torch.allclose(logits.sum(-1), torch.ones(len(logits), device=logits.device), atol=1e-3)
        )
        proper = functional.nll_loss(logits.clamp_min(1e-12).log(), classes)
        fed = ones and is_near(plain, loss, 1e-3) and (plain - loss).abs() < (proper - loss).abs()
        if fed or (is_near(twice, loss, 1e-4) and not explained):
            return told("double_softmax", probabilities=1.0)
    return []


def _sigmoid_twice(output: Tensor, target: Tensor, loss: Tensor) -> bool:
    """Whether the binary cross-entropy of logits receives probabilities: none is outside of 0 to 1, and many are."""
    if output.numel() != target.numel() or output.numel() < 8 or not target.is_floating_point():
        return False
    flat, given = output.reshape(-1).float(), target.reshape(-1).float()
    binary = bool(((given == 0) | (given == 1)).all())
    inside = bool(((flat >= 0) & (flat <= 1)).all()) and float((flat > 0.2).float().mean()) > 0.5
    return binary and inside and is_near(functional.binary_cross_entropy_with_logits(flat, given), loss, 1e-4)


def target_shape(context: Context) -> list[Row]:
    """Check whether output and target of a regression broadcast to a larger shape."""
    context.model.train(False)
    with torch.no_grad():
        where = broadcast_of(context.objective.capture(context.model, context.batches[0]))
    return [at("target_shape", "broadcast", 1.0, where)] if where else []


def broadcast_of(captured: Captured) -> str:
    """The shapes of an output and a target that a loss broadcasts to a larger one, and that one; "" where it does not.

    Args:
        captured: One step.
    """
    output, target, loss = captured.output, captured.target, captured.loss.float()
    if output is None or target is None or output.shape == target.shape or not target.is_floating_point():
        return ""
    try:
        shape = torch.broadcast_shapes(output.shape, target.shape)
    except RuntimeError:
        return ""
    if not max(output.numel(), target.numel()) < math.prod(shape) <= _LARGEST:
        return ""
    first, second = torch.broadcast_tensors(output.float(), target.float())
    losses = (functional.mse_loss, functional.l1_loss, functional.smooth_l1_loss, functional.huber_loss)
    if not any(is_near(function(first, second), loss, 1e-3) for function in losses):
        return ""
    return " | ".join(str(tuple(one)) for one in (output.shape, target.shape, shape))


def label_smoothing(context: Context) -> float:
    """Return the loss that label smoothing leaves when every answer is right."""
    smoothing = float(getattr(context.objective.criterion, "label_smoothing", 0.0) or 0.0)
    if not smoothing:
        return 0.0
    with torch.no_grad():
        captured = context.objective.capture(context.model, context.batches[0])
    pair = None if captured.target is None else classes_of(captured.output, captured.target)
    if pair is None:
        return 0.0
    count = pair[0].shape[1]
    right, wrong = 1 - smoothing + smoothing / count, smoothing / count
    return -right * math.log(right) - (count - 1) * wrong * math.log(wrong)


def is_classifier(context: Context) -> bool:
    """Whether the loss is the cross-entropy of the model's output."""
    with torch.no_grad():
        captured = context.objective.capture(context.model, context.batches[0])
    return cross_entropy_of(captured.output, captured.target, captured.loss) is not None
