"""Checks whether a model trains in train mode and whether its running statistics change."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd

_FEWEST = 5
_BATCHES, _LEFT = 200, 0.5
"""Batches after which statistics should be those of the data, and the share of their start that is too much then."""


class ModeWatch:
    """Checks mode-dependent modules at the end of sampled backward passes.

    Args:
        model: The model.
    """

    def __init__(self, model: nn.Module) -> None:
        self.modules = {
            name or "(model)": module
            for name, module in model.named_modules()
            if isinstance(module, _BatchNorm) or (isinstance(module, _DropoutNd) and module.p > 0)
        }
        self.model = model
        self._begun = {name: _batches_of(module) for name, module in self.modules.items() if _is_fresh(module)}
        self.looks = 0
        self.in_eval: dict[str, int] = {}
        self._first: dict[str, Tensor] = {}
        self._moved: dict[str, Tensor] = {}

    def look(self, model: nn.Module) -> None:
        """Check once; nothing is read from the device."""
        self.looks += 1
        by_design = self._by_design()
        for name, module in self.modules.items():
            if not module.training and id(module) not in by_design:
                self.in_eval[name] = self.in_eval.get(name, 0) + 1
            statistics = getattr(module, "running_mean", None)
            if isinstance(statistics, Tensor) and module.training:
                if name not in self._first:
                    self._first[name] = statistics.detach().clone()
                else:
                    changed = (statistics.detach() != self._first[name]).any()
                    self._moved[name] = changed | self._moved[name] if name in self._moved else changed

    def _by_design(self) -> set[int]:
        """Modules in eval mode by choice: in a frozen part such as a teacher, or a normalisation that was set alone."""
        found: set[int] = set()
        waiting = [self.model] if self.model.training else []
        while waiting:
            for child in waiting.pop().children():
                if child.training:
                    waiting.append(child)
                elif isinstance(child, _BatchNorm) or not any(one.requires_grad for one in child.parameters()):
                    found |= {id(one) for one in child.modules()}
        return found

    def measures(self) -> list[dict[str, Any]]:
        """Return rows of the probe table."""
        rows: list[dict[str, Any]] = []
        if self.looks < _FEWEST:
            return rows
        if self.in_eval:
            share = max(self.in_eval.values()) / self.looks
            names = ", ".join(list(self.in_eval)[:3]) + (
                f" and {len(self.in_eval) - 3} more" if len(self.in_eval) > 3 else ""
            )
            rows.append({"probe": "mode", "measure": "steps_in_eval", "value": share, "where": names})
        frozen = [name for name, moved in self._moved.items() if not bool(torch.as_tensor(moved).any())]
        if frozen:
            rows.append(
                {
                    "probe": "statistics",
                    "measure": "never_updated",
                    "value": float(len(frozen)),
                    "where": ", ".join(frozen[:3]),
                }
            )
        left = {name: share for name in self._begun if (share := self._left_of(name)) > _LEFT}
        if left:
            names = ", ".join(list(left)[:3])
            rows.append({"probe": "statistics", "measure": "left", "value": max(left.values()), "where": names})
        return rows

    def _left_of(self, name: str) -> float:
        """How much of its first statistics, zeros and ones, a normalisation still has."""
        module: Any = self.modules[name]
        batches = _batches_of(module) - self._begun[name]
        return 0.0 if batches < _BATCHES or module.momentum is None else float((1 - module.momentum) ** batches)


def _batches_of(module: Any) -> int:
    counted = getattr(module, "num_batches_tracked", None)
    return int(counted) if isinstance(counted, Tensor) and counted.device.type != "meta" else 0


def _is_fresh(module: Any) -> bool:
    """Whether a normalisation has the statistics that it is made with."""
    mean = getattr(module, "running_mean", None)
    return isinstance(mean, Tensor) and mean.device.type != "meta" and not bool(mean.any())
