"""Probes of sequence models: which token is the target, whether it is seen already, and whether padding counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from dataaudit.training.batches import altered_inputs, inputs_of, target_of, with_target
from dataaudit.training.objective import Captured
from dataaudit.training.probes.context import Context, NotAssessed, Row, classes_of, seeded, shifted, told

_FEWEST = 40
_EQUAL = 0.98
_LAGS = (0, 1, 2, 3)
_CAUSAL = 1e-3


def target_shift(context: Context) -> list[Row]:
    """Measure how many tokens ahead of its input a language model's target is, in the loss as it is computed.

    Targets are compared with inputs at several lags; where the model shifts them itself, as those of transformers do,
    one more is added. Only inputs that say which lag it is, and a loss that is the cross-entropy, are judged.
    """
    lag = _lag(context)
    return shift_and_leak(lag, _reach(context) if lag == 0 else None)[0]


def future_leak(context: Context) -> list[Row]:
    """Measure how much the output at a position changes with later tokens, where the target is the next token."""
    lag = _lag(context)
    return shift_and_leak(lag, _reach(context) if lag in (0, 1) else None)[1]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far tokens reach, as changes relative to the output's size.

    Attributes:
        before: Of the output before the first token that changes.
        at: Of the output at this token.
    """

    before: float
    at: float


def shift_and_leak(lag: int | None, reach: Reach | None) -> tuple[list[Row], list[Row]]:
    """Judge a lag by how far tokens reach, as rows of the probe table for the shift and for the leak.

    A target that is the input token itself is the next token where the model shifts its input inside, so that no
    output depends on its own token; and it is meant where the model reads the whole text to write it again.
    """
    if lag is None or (lag == 0 and reach is None):
        return [], []
    if lag == 0 and reach is not None:
        if reach.at <= _CAUSAL:
            lag = 1
        elif reach.before > _CAUSAL:
            return [], []
    leak = told("future_leak", change=reach.before) if lag == 1 and reach is not None else []
    return told("target_shift", tokens=float(lag)), leak


def changed_from(half: int, ids: Tensor) -> Tensor:
    """Return token ids whose positions from ``half`` on hold other tokens of the batch."""
    made = ids.clone()
    flat = made[:, half:].reshape(-1)
    order = torch.randperm(len(flat), generator=seeded(2)).to(flat.device)
    made[:, half:] = flat[order].reshape(-1, made.shape[1] - half)
    return made


def reach_of(usual: Tensor, other: Tensor, moved: Tensor, half: int) -> Reach:
    """Compare the outputs of two texts that differ from a position on.

    Args:
        usual: (rows, tokens, classes) output of the text.
        other: Output of the changed text.
        moved: (rows,) whether the token at ``half`` itself differs.
        half: First position that differs.
    """
    before, after = usual[:, :half].float(), other[:, :half].float()
    own, changed = usual[moved, half].float(), other[moved, half].float()
    size = before.norm().clamp_min(1e-9)
    return Reach(float((before - after).norm() / size), float((own - changed).norm() / own.norm().clamp_min(1e-9)))


def _reach(context: Context) -> Reach | None:
    """Measure how far tokens reach in the first batch, or return None if its texts are too short."""
    batch = context.batches[0]
    found = ids_of(batch)
    if not found or found[0].shape[1] < 4:
        return None
    ids = found[0]
    context.model.train(False)
    half = ids.shape[1] // 2
    other_ids = changed_from(half, ids)

    def later(tensor: Tensor) -> Tensor:
        same = tensor.shape == ids.shape and tensor.dtype == ids.dtype and torch.equal(tensor, ids)
        return other_ids if same else tensor

    with torch.no_grad():
        usual = context.objective.capture(context.model, batch).output
        with altered_inputs(context.model, later) as altered:
            other = context.objective.capture(context.model, batch).output
    if usual is None or other is None or not altered.tensors or usual.shape != other.shape:
        reason = "the tokens that the model is given could not be changed"
        raise NotAssessed(reason)
    return reach_of(usual, other, other_ids[:, half] != ids[:, half], half)


def padding_in_loss(context: Context) -> list[Row]:
    """Measure how much the loss changes when the targets of padding do.

    Padding is what an attention mask leaves out, otherwise the token that ends most rows in runs of different lengths.
    """
    batch = context.batches[0]
    target, captured = target_of(batch), _captured(context)
    if target is None or target.dim() != 2 or target.is_floating_point() or captured.output is None:
        return []
    padding = padding_of(batch, target)
    if padding is None:
        return []
    # The last padded target alone, so that models which shift the targets themselves are judged as well.
    counted = padding & (target >= 0)
    counted[:, :2] = False
    share = float(padding.float().mean())
    if not bool(counted.any()):
        return told("padding_in_loss", share=share, counted=0.0)
    classes = captured.output.shape[-1]
    other = torch.where(counted, (target + 1) % classes, target)
    context.model.train(False)
    with torch.no_grad():
        usual = context.objective(context.model, batch)
        changed = context.objective(context.model, with_target(batch, other))
    moved = float((usual - changed).abs()) > 1e-6 * max(abs(float(usual)), 1e-6)
    return told("padding_in_loss", share=share, counted=float(counted.float().mean()) if moved else 0.0)


def _captured(context: Context) -> Captured:
    context.model.train(False)
    with torch.no_grad():
        return context.objective.capture(context.model, context.batches[0])


def ids_of(batch: Any) -> list[Tensor]:
    """Return the token ids (rows, tokens) of a batch or of a call, targets left out."""
    tensors = [one for one in inputs_of(batch) if one.dim() == 2 and not one.is_floating_point()]
    return [one for one in tensors if one.dtype != torch.bool]


def _lag(context: Context) -> int | None:
    ids = ids_of(context.batches[0])
    return lag_of(ids[0], _captured(context)) if ids else None


def _shift_inside(output: Tensor, target: Tensor, loss: float, items: float | None) -> int | None:
    """Return 1 if the loss is that of targets which the model shifts itself, 0 if it is not, None if neither is clear.

    An untrained model has nearly the same loss both ways, so the loss must fit one of them far better.
    """
    errors = []
    for pair in (classes_of(output, target), shifted(output, target)):
        if pair is None:
            return None
        mean = float(functional.cross_entropy(pair[0].float(), pair[1]))
        fits = [mean] if not items else [mean, mean * len(pair[1]) / items]
        errors.append(min(abs(one - loss) for one in fits))
    best = 0 if errors[0] < errors[1] else 1
    clear = errors[best] <= 1e-3 * abs(loss) and errors[1 - best] > 10 * errors[best] + 1e-5 * abs(loss)
    return best if clear else None


def lag_of(ids: Tensor, captured: Captured, items: float | None = None) -> int | None:
    """Return how many tokens after its position a step's target is in its loss, or None if that is not known.

    Args:
        ids: (rows, tokens) that the model was given.
        captured: Loss, output (rows, tokens, classes) and target of the same tokens.
        items: Targets by which a sum was divided, where it is not their number.
    """
    output, own = captured.output, captured.target
    if output is None or own is None or output.dim() != 3 or output.shape[:2] != ids.shape:
        return None
    if own.shape != ids.shape or own.is_floating_point():
        return None
    inside = _shift_inside(output, own, float(captured.loss), items)
    if inside is None:
        return None
    shares = []
    for lag in _LAGS:
        given, target = ids[:, lag:], own[:, : own.shape[1] - lag]
        good = target >= 0
        shares.append(float((given == target)[good].float().mean()) if int(good.sum()) >= _FEWEST else 0.0)
    best = max(range(len(shares)), key=lambda place: shares[place])
    # A text of one repeated token fits every lag.
    if shares[best] < _EQUAL or sum(share >= _EQUAL for share in shares) > 1:
        return None
    return best + inside


def padding_of(batch: Any, target: Tensor) -> Tensor | None:
    """Return which positions are padding, by the batch's own mask or by how its rows end; None if there is none."""
    masks = [
        one for one in inputs_of(batch)
        if one.shape == target.shape and bool(((one == 0) | (one == 1)).all()) and bool((one == 0).any())
    ]  # fmt: skip
    for one in masks:
        left_out = one == 0
        # Of a mask the left-out positions are one run at the end, or at the beginning, of a row.
        if bool((left_out[:, 1:] >= left_out[:, :-1]).all()):
            return left_out
    found = ids_of(batch)
    if not found or found[0].shape != target.shape or found[0].shape[0] < 4:
        return None
    ids = found[0]
    last = ids[:, -1].mode().values
    run = (ids == last).flip(1).int().cumprod(1).flip(1).bool()
    lengths = run.sum(1)
    # Some rows end in it for several tokens, and in different numbers of them.
    padded = lengths >= 2
    if float(padded.float().mean()) < 0.3 or len(torch.unique(lengths)) < 3:
        return None
    run[:, 0] = False
    # The first of a run may be a token that ends the text.
    first = run & ~torch.cat([torch.zeros_like(run[:, :1]), run[:, :-1]], dim=1)
    return run & ~first
