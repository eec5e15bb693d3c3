"""Remembers the order in which labels come, to see a loader that does not shuffle."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from dataaudit.training.probes.context import told
from dataaudit.training.probes.data_probes import MOST_ROWS, runs_chance

_FEWEST, _SORTED = 200, 0.9
"""Targets of a regression, at least, and their rank correlation with their place from which on they are sorted."""

_MOST_RATINGS = 20
"""Different numbers that ratings have at most."""


class LabelOrder:
    """Labels of the first two passes over a loader."""

    def __init__(self) -> None:
        self._passes: list[list[float]] = []
        self._sequential = False
        self._usable = True
        self._sure = True

    def begin(self, loader: Any) -> None:
        """Begin a pass."""
        sampler = getattr(loader, "sampler", None)
        self._sequential = isinstance(sampler, torch.utils.data.SequentialSampler)
        if len(self._passes) <= 2:
            self._passes.append([])

    def add(self, target: Tensor | None, *, sure: bool = True) -> None:
        """Add the targets of a batch; only those in the memory of the host are read, one a row.

        Args:
            target: The targets.
            sure: Whether they are called targets; others have few different values, as times and sizes have not.
        """
        if not self._usable or not 0 < len(self._passes) <= 2 or len(self._passes[-1]) >= MOST_ROWS:
            return
        if target is None or target.device.type != "cpu" or not target.dim() or target.numel() != len(target):
            self._usable = False
            return
        self._sure &= sure
        self._passes[-1] += target.detach().reshape(-1).tolist()

    def measures(self) -> list[dict[str, Any]]:
        """Return rows of the probe table: whether passes have the same order, and how few runs of labels there are."""
        if not self._usable or not self._passes or not self._passes[0]:
            return []
        shared = min(len(one) for one in self._passes[:2]) if len(self._passes) > 1 else 0
        equal = shared > 0 and self._passes[0][:shared] == self._passes[1][:shared]
        if not (self._sequential or equal):
            return []
        values = self._passes[0]
        if not self._sure and len(set(values)) > _MOST_RATINGS:
            return []
        if any(value != value or value % 1 for value in values):
            return told("shuffle", same_order=1.0, runs_chance=0.0 if _is_sorted(values) else None)
        return told("shuffle", same_order=1.0, runs_chance=runs_chance(list(map(int, values))))


def _is_sorted(values: list[float]) -> bool:
    """Whether numbers rise or fall over a whole pass, by the rank correlation with their place."""
    if len(values) < _FEWEST or len(set(values)) < 3:
        return False
    given = np.asarray(values)
    ranks = np.searchsorted(np.sort(given), given) + np.searchsorted(np.sort(given), given, side="right")
    return bool(abs(np.corrcoef(ranks, np.arange(len(given)))[0, 1]) >= _SORTED)
