"""Remembers the order in which labels come, to see a loader that does not shuffle."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from dataaudit.training.probes.context import told
from dataaudit.training.probes.data_probes import MOST_ROWS, runs_chance


class LabelOrder:
    """Labels of the first two passes over a loader."""

    def __init__(self) -> None:
        self._passes: list[list[int]] = []
        self._sequential = False
        self._usable = True

    def begin(self, loader: Any) -> None:
        """Begin a pass."""
        sampler = getattr(loader, "sampler", None)
        self._sequential = isinstance(sampler, torch.utils.data.SequentialSampler)
        if len(self._passes) <= 2:
            self._passes.append([])

    def add(self, target: Tensor | None) -> None:
        """Add the labels of a batch; only class indices in the memory of the host are read."""
        if not self._usable or not 0 < len(self._passes) <= 2 or len(self._passes[-1]) >= MOST_ROWS:
            return
        if target is None or target.is_floating_point() or target.dim() != 1 or target.device.type != "cpu":
            self._usable = False
            return
        self._passes[-1] += target.tolist()

    def measures(self) -> list[dict[str, Any]]:
        """Return rows of the probe table: whether passes have the same order, and how few runs of labels there are."""
        if not self._usable or not self._passes or not self._passes[0]:
            return []
        shared = min(len(one) for one in self._passes[:2]) if len(self._passes) > 1 else 0
        equal = shared > 0 and self._passes[0][:shared] == self._passes[1][:shared]
        if not (self._sequential or equal):
            return []
        return told("shuffle", same_order=1.0, runs_chance=runs_chance(self._passes[0]))
