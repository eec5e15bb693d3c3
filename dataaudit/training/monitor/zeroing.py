"""Checks whether gradients are cleared between two optimizer steps, however often the backward pass runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from torch import Tensor
from torch.utils.hooks import RemovableHandle

from dataaudit.training.monitor.parameters import Watched


class ZeroWatch:
    """Looks at one parameter's gradient before every backward pass of a sampled step.

    A step keeps the gradient of the previous one if no backward pass since then found it empty or zero. A pass that
    found the old one and a later pass that found it cleared mean that gradients were thrown away: the model is part of
    another model's loss, as in adversarial training.

    Args:
        watched: The parameters; the smallest one with a dense gradient is looked at.
    """

    def __init__(self, watched: Sequence[Watched]) -> None:
        self._watched = sorted(watched, key=lambda one: one.parameter.numel())
        self._passes: list[bool | Tensor] = []
        self._next: tuple[Tensor, Tensor, int] | None = None
        self._held: tuple[Tensor, Tensor, int] | None = None
        self.kept: list[bool] = []
        self.thrown_away: list[bool] = []

    def hold(self) -> None:
        """Remember the gradient that the optimizer has just used."""
        found = next(
            (
                (one.parameter, one.parameter.grad)
                for one in self._watched
                if one.parameter.grad is not None
                and not one.parameter.grad.is_sparse
                and one.parameter.is_leaf
                and one.parameter.requires_grad
            ),
            None,
        )
        self._next = None if found is None else (*found, found[1]._version)

    def hooks(self, guard: Callable[[Callable[..., Any]], Callable[..., Any]]) -> list[RemovableHandle]:
        """Register the hook of a sampled step."""
        self._passes, self._held, self._next = [], self._next, None
        return [] if self._held is None else [self._held[0].register_hook(guard(self._before_adding))]

    def _before_adding(self, gradient: Tensor) -> None:
        if self._held is None:
            return
        parameter, held, version = self._held
        now = parameter.grad
        if now is None:
            self._passes.append(False)
        elif now is held and now._version == version:
            self._passes.append(True)
        else:
            self._passes.append((now != 0).any())

    def end_step(self) -> None:
        """Judge the passes of a sampled step."""
        if self._passes:
            passes = [bool(one) for one in self._passes]
            self.kept.append(all(passes))
            self.thrown_away.append(passes[0] and not all(passes))
        self._passes, self._held = [], None
