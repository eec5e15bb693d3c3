"""The learning-rate finder: a range test over several seeds that restores everything afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import torch
from torch import Tensor, nn

from dataaudit.training.batches import moved
from dataaudit.training.lr_finder.range_curve import RangeCurve, read_range, smoothed
from dataaudit.training.monitor_tables import table
from dataaudit.training.objective import Objective
from dataaudit.training.training_state import restored

_MARGIN = 8.0
"""Factor between divergence and the suggested rate: in a range test the loss diverges later than the rate does."""
AGREE = 3.0
"""Largest ratio between the seeds' rates of steepest descent that counts as agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningRates:
    """The result of the finder.

    Attributes:
        suggested: A rate to start with, or None if the loss never fell.
        low: Lower end of a sensible range, or None.
        high: Upper end, or None.
        steepest: Rate of the steepest descent per decade, median of the seeds.
        valley: Rate two thirds into the longest fall, median of the seeds.
        divergence: Rate at which the loss diverges, median of the seeds, or None if it never does.
        agree: Whether the seeds agree within a factor of three.
        warning: One sentence if the result is doubtful, otherwise empty.
        curves: One per seed.
    """

    suggested: float | None
    low: float | None
    high: float | None
    steepest: float | None
    valley: float | None
    divergence: float | None
    agree: bool
    warning: str
    curves: tuple[RangeCurve, ...]

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return the tables that findings and reports read."""
        points = [
            {"seed": seed, "rate": rate, "loss": loss, "smooth": smooth}
            for seed, one in enumerate(self.curves)
            for rate, loss, smooth in zip(one.rates[: len(one.smooth)], one.losses, one.smooth, strict=False)
        ]
        names = ("steepest", "valley", "divergence", "suggested", "low", "high", "agree", "warning")
        row = {**{name: getattr(self, name) for name in names}, "seeds": len(self.curves)}
        return {"finder": table("finder", [row]), "finder_curves": table("finder_curves", points)}

    def plot(self, path: str | Path) -> None:
        """Draw the curves with the result, as ``.svg`` or ``.png``."""
        from dataaudit.report.charts.training_charts import finder_chart, save_chart

        save_chart(finder_chart(self.tables()), Path(path))


def find_learning_rate(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    loader: Iterable[Any],
    *,
    loss: Callable[[nn.Module, Any], Any] | None = None,
    criterion: Callable[[Any, Any], Tensor] | None = None,
    scheduler: Any = None,
    scaler: Any = None,
    lowest: float = 1e-7,
    highest: float = 10.0,
    points: int = 100,
    seeds: int = 3,
) -> LearningRates:
    """Find a learning rate by training with growing rates over several seeds, and restore everything.

    Model, buffers, optimizer, scheduler, scaler, random generators and the data order are restored bit for bit. Groups
    keep the ratio of their rates. A seed's test ends when the loss is not finite or far above its best. Results are the
    medians of the seeds.

    Args:
        model: The model, in the mode that it trains in.
        optimizer: Its groups keep their relative rates.
        loader: Yields batches; restarted when it ends.
        loss: See ``Objective``.
        criterion: See ``Objective``.
        scheduler: To be restored.
        scaler: To be restored; the test itself runs without it.
        lowest: First rate.
        highest: Last rate.
        points: Steps per seed.
        seeds: Number of seeds.

    Raises:
        ValueError: The range is invalid, or there are no batches.
    """
    if not 0 < lowest < highest or points < 20 or seeds < 1:
        message = (
            f"need 0 < lowest < highest, at least 20 points and a seed; got {lowest:g}, {highest:g}, {points}, {seeds}"
        )
        raise ValueError(message)
    objective = Objective(loss, criterion)
    rates = np.geomspace(lowest, highest, points)
    curves = []
    with restored(model, optimizer, scheduler, scaler, loader) as state:
        largest = max((float(group["lr"]) for group in optimizer.param_groups), default=0.0)
        shares = [float(group["lr"]) / largest if largest > 0 else 1.0 for group in optimizer.param_groups]
        for seed in range(seeds):
            state.restore()
            state.reseed(_SEED + seed)
            losses = _losses(model, optimizer, _endless(loader), objective, rates, shares)
            curves.append(read_range(rates[: len(losses)], losses))
    return _summed(curves)


_SEED = 20_000


def _losses(
    model: nn.Module, optimizer: Any, batches: Iterator[Any], objective: Objective, rates: Any, shares: list[float]
) -> Any:
    device = next(model.parameters()).device
    told: list[float] = []
    for rate in rates:
        for group, share in zip(optimizer.param_groups, shares, strict=True):
            group["lr"] = rate * share
        optimizer.zero_grad()
        value = objective(model, moved(next(batches), device))
        told.append(float(value.detach()))
        if not np.isfinite(told[-1]) or _far(told) or not value.requires_grad:
            break
        value.backward()
        optimizer.step()
    return np.array(told)


def _far(told: list[float]) -> bool:
    """Whether the loss is so far above its best that further steps add nothing."""
    if len(told) < 10:
        return False
    smooth = smoothed(np.array(told))
    best = float(smooth.min())
    return bool(smooth[-1] - best > max(3 * abs(best), 2 * (told[0] - best)) and told[-1] > told[0])


def _endless(loader: Iterable[Any]) -> Iterator[Any]:
    while True:
        empty = True
        for batch in loader:
            empty = False
            yield batch
        if empty:
            message = "the loader yields no batches"
            raise ValueError(message)


def _summed(curves: list[RangeCurve]) -> LearningRates:
    told = [one for one in curves if one.steepest is not None and one.valley is not None]
    diverged = [one.divergence for one in told or curves if one.divergence is not None]
    divergence = float(np.median(diverged)) if diverged else None
    if len(told) <= len(curves) / 2:
        warning = "the loss does not fall at any rate: check the model with dataaudit.probe first"
        return LearningRates(
            suggested=None, low=None, high=None, steepest=None, valley=None, divergence=divergence, agree=False,
            warning=warning, curves=tuple(curves),
        )  # fmt: skip
    each = np.array([one.steepest for one in told], dtype=float)
    steepest, valley = float(np.median(each)), float(np.median([one.valley for one in told]))
    agree = bool(each.max() / each.min() <= AGREE) and len(told) == len(curves)
    suggested = (steepest * valley) ** 0.5
    if divergence is not None:
        suggested = min(suggested, divergence / _MARGIN)
    warning = (
        "" if agree else f"low confidence: the seeds' steepest descents range from {each.min():.2g} to {each.max():.2g}"
    )
    if not warning and all(one.at_edge for one in curves):
        warning = "the loss still falls at the highest rate: raise 'highest'"
    return LearningRates(
        suggested=suggested, low=min(steepest, valley, suggested) / 3,
        high=max(suggested, divergence / _MARGIN if divergence is not None else max(steepest, valley)),
        steepest=steepest, valley=valley, divergence=divergence, agree=agree, warning=warning, curves=tuple(curves),
    )  # fmt: skip
