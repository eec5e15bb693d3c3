"""Trains a proxy model on rows while the monitor records every row."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import torch
from torch import Tensor

from dataaudit.config.training import TrainingOptions
from dataaudit.engine.allocator import give_back
from dataaudit.training.monitor.monitor import TrainingMonitor
from dataaudit.training.proxy.models import Proxy
from dataaudit.training.proxy.row_batches import EncodedRows, batch_places, batches
from dataaudit.training.recipes.step import Step, batch_on

EVALUATIONS = 20
"""Evaluations on held-out rows over a whole training run."""
_JUDGED = 256
"""Most held-out rows used per evaluation during training."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A finished training run.

    Attributes:
        tables: Tables of the monitor.
        known: Known facts about the run, as findings read them.
        exposures: Loss of every row at every exposure.
        gradients: Loss gradient norm by the logits at every exposure; empty for a language model.
        held_out: (rows,) final loss of every held-out row, mean over its targets.
        held_out_targets: (rows,) targets of these rows.
        accuracy: Held-out accuracy of a classifier, or None.
        steps: Optimizer steps.
        tokens: Tokens seen.
        notes: Sentences for the user.
    """

    tables: dict[str, pl.DataFrame]
    known: dict[str, Any]
    exposures: pl.DataFrame
    gradients: pl.DataFrame
    held_out: np.ndarray[Any, np.dtype[np.float64]]
    held_out_targets: np.ndarray[Any, np.dtype[np.int64]]
    accuracy: float | None
    steps: int
    tokens: int
    notes: tuple[str, ...]

    @property
    def loss(self) -> float:
        """Final held-out loss, a mean over targets."""
        return float((self.held_out * self.held_out_targets).sum() / max(self.held_out_targets.sum(), 1))


def rate_factor(step: int, steps: int) -> float:
    """Return the learning-rate factor: warm-up over a twentieth of the steps, then cosine decay to a tenth.

    Examples:
        >>> [round(rate_factor(step, 100), 2) for step in (0, 4, 5, 99)]
        [0.2, 1.0, 1.0, 0.1]
    """
    warm = max(1, steps // 20)
    if step < warm:
        return (step + 1) / warm
    return 0.1 + 0.45 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))


def fit(
    proxy: Proxy,
    train: EncodedRows,
    held_out: EncodedRows,
    settings: TrainingOptions,
    rate: float,
    progress: Callable[[int, int, float], None] = lambda done, whole, loss: None,
    most_tokens: int | None = None,
    chance_loss: float | None = None,
) -> Fitted:
    """Train for some epochs, or for a number of tokens.

    The same rows, settings and machine give the same model.

    Args:
        proxy: The model; changed in place.
        train: Rows to train on.
        held_out: Rows to evaluate on.
        settings: Epochs, batch size, seed, recipes.
        rate: Highest learning rate.
        progress: Called with steps done, total steps and held-out loss; an exception ends the training.
        most_tokens: Tokens after which training ends, instead of epochs.
        chance_loss: Loss of guessing.

    Raises:
        ConfigurationError: A recipe does not fit the model.
    """
    torch.manual_seed(settings.seed)
    model = proxy.model
    model.train()
    step = Step(model, proxy.losses, settings.recipes, rate)
    orders = _orders(train, settings, most_tokens)
    steps = len(orders)
    every = max(1, steps // EVALUATIONS)
    judged, relearnt = _some(held_out), _some(train)
    gradients: list[tuple[Any, Tensor]] = []
    tokens = 0
    with TrainingMonitor(
        model, step.optimizer, scaler=step.scaler, name="training", chance_loss=chance_loss
    ) as monitor:
        for number, places in enumerate(orders):
            batch = train.batch(places)
            ids = batch.pop("row_ids")
            tokens += int(batch["attention_mask"].sum())
            on_device = batch_on(batch, step.device)
            step.set_rate(rate * rate_factor(number, steps))
            stepped = step(on_device)
            monitor.step(
                stepped.loss, row_ids=ids, sample_losses=stepped.sums / stepped.counts.clamp_min(1),
                logits=stepped.logits, labels=on_device["labels"] if stepped.logits is not None else None,
            )  # fmt: skip
            if stepped.gradients is not None:
                gradients.append((ids, stepped.gradients))
            if (number + 1) % every == 0 or number + 1 == steps:
                give_back()  # batches of different lengths fragment memory
                progress(number + 1, steps, _judge(monitor, proxy, judged, relearnt, settings))
        tables, exposures = monitor.tables(), monitor.samples.exposures()
        known, notes = monitor.recorder.metrics(), list(monitor.recorder.notes)
    sums, counts, right = evaluate(proxy, held_out, settings)
    accuracy = None if right is None else float(right.mean())
    every_gradient = pl.DataFrame(
        {
            "row_id": np.concatenate([ids for ids, _ in gradients]) if gradients else [],
            "gradient": torch.cat([one for _, one in gradients]).float().cpu().numpy() if gradients else [],
        },
        schema={"row_id": pl.UInt64, "gradient": pl.Float32},
    )
    return Fitted(
        tables=tables, known=known, exposures=exposures, gradients=every_gradient,
        held_out=sums / np.maximum(counts, 1), held_out_targets=counts, accuracy=accuracy, steps=steps, tokens=tokens,
        notes=(*notes, *([step.warning] if step.warning else [])),
    )  # fmt: skip


def _orders(train: EncodedRows, settings: TrainingOptions, most_tokens: int | None) -> list[list[int]]:
    """Return the row indices of every step."""
    lengths = np.array([len(one) for one in train.tokens])
    orders: list[list[int]] = []
    seen, epoch = 0, 0
    while epoch < settings.epochs if most_tokens is None else seen < most_tokens:
        for places in batch_places(train, settings.batch_size, settings.seed * 1000 + epoch):
            if most_tokens is not None and seen >= most_tokens:
                break
            orders.append(places)
            seen += int(lengths[places].sum())
        epoch += 1
    return orders


def _some(rows: EncodedRows) -> EncodedRows:
    labels = None if rows.labels is None else rows.labels[:_JUDGED]
    return EncodedRows(rows.row_ids[:_JUDGED], rows.tokens[:_JUDGED], labels, rows.padding)


def _judge(
    monitor: TrainingMonitor, proxy: Proxy, judged: EncodedRows, relearnt: EncodedRows, settings: TrainingOptions
) -> float:
    """Record the loss on held-out and on training rows; return the held-out loss."""
    losses = []
    for split, rows in (("validation", judged), ("train_eval", relearnt)):
        sums, counts, right = evaluate(proxy, rows, settings)
        metrics = {} if right is None else {"accuracy": float(right.mean())}
        losses.append(float(sums.sum() / max(counts.sum(), 1)))
        monitor.evaluate(split, losses[-1], **metrics)
    return losses[0]


def evaluate(
    proxy: Proxy, rows: EncodedRows, settings: TrainingOptions
) -> tuple[
    np.ndarray[Any, np.dtype[np.float64]],
    np.ndarray[Any, np.dtype[np.int64]],
    np.ndarray[Any, np.dtype[np.bool_]] | None,
]:
    """Return summed loss, target count and, for classifiers, correctness of every row, in row order."""
    model, device = proxy.model, next(proxy.model.parameters()).device
    training = model.training
    model.eval()
    sums, counts, right = [], [], []
    with torch.no_grad():
        for batch in batches(rows, settings.batch_size, None):
            places = batch.pop("row_ids")
            told = proxy.losses(model, batch_on(batch, device))
            sums.append((places, told.sums.double().cpu().numpy()))
            counts.append(told.counts.cpu().numpy())
            if told.logits is not None:
                right.append((told.logits.argmax(-1).cpu() == batch["labels"]).numpy())
    model.train(training)
    ids = np.concatenate([one for one, _ in sums])
    # Batches are sorted by length, so restore the row order.
    order = np.argsort(ids, kind="stable")[np.argsort(np.argsort(rows.row_ids, kind="stable"), kind="stable")]
    return (
        np.concatenate([one for _, one in sums])[order],
        np.concatenate(counts)[order],
        np.concatenate(right)[order] if right else None,
    )
