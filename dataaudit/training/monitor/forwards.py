"""Counts the forward passes between steps: those that learn, those that only look, and in which mode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

_EARLY, _ENOUGH = 5_000, 5
"""Steps, and evaluations, for which the hook stays."""
_FEW = 16
"""Most rows that a model answers for at once where it acts: one, or one for each of a few environments."""


class ForwardWatch:
    """Watches the calls of a model, with one hook that reads no values.

    The hook stays between sampled steps while it may see an evaluation that is not yet judged: in the first steps, and
    after an evaluation until enough of them were seen.

    Args:
        model: The unwrapped model.
    """

    def __init__(self, model: nn.Module) -> None:
        self.model = model
        self.rows = 0
        self.steps = self.steps_with_answers = 0
        self._most = self._fewest = 0
        self._in_train = self._calls = self._evaluations = 0
        self._handle: RemovableHandle | None = None

    def prepare(self, step: int, *, sampled: bool) -> None:
        """Register or remove the hook before a step."""
        wanted = sampled or step < _EARLY or 0 < self._evaluations < _ENOUGH
        if wanted and self._handle is None:
            self._handle = self.model.register_forward_pre_hook(self._called, with_kwargs=True)
        elif not wanted:
            self.detach()

    def detach(self) -> None:
        """Remove the hook."""
        if self._handle is not None:
            self._handle.remove()
            self._handle = None

    def _called(self, module: nn.Module, inputs: tuple[Any, ...], named: Mapping[str, Any]) -> None:
        rows = 0
        for one in (*inputs, *named.values()):
            if isinstance(one, Tensor) and one.dim():
                rows = one.shape[0]
                break
        self._calls += 1
        self._in_train += module.training
        if torch.is_grad_enabled():
            self.rows = rows
        self._most = max(self._most, rows)
        self._fewest = min(self._fewest or rows, rows)

    def end_step(self) -> None:
        """Close the books of a step: did the model also answer for far fewer rows than it learned from?"""
        self.steps += 1
        self.steps_with_answers += 0 < self._fewest <= _FEW and 8 * self._fewest <= self._most
        self.forget()

    def forget(self) -> None:
        """Forget the calls since the last step."""
        self._calls = self._in_train = self._most = self._fewest = 0

    def evaluated(self) -> bool | None:
        """Whether the evaluation since the last step ran in train mode; None if this model was not called.

        The calls of an evaluation do not count as answers of a model that acts.
        """
        calls, in_train = self._calls, self._in_train
        self._evaluations += 1
        self.forget()
        return in_train == calls if calls else None
