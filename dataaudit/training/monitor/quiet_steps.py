"""Steps in which nothing is measured: a few microseconds each, and put where they belong later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeGuard

from torch import Tensor

from dataaudit.training.monitor.clock import StepClock
from dataaudit.training.monitor.recorder import Recorder
from dataaudit.training.monitor.watched_model import WatchedModel

Loss = tuple[int, str, Tensor | float]
"""Step, name and value of a loss that was not read from the device yet."""


def is_quiet(loss: Any) -> TypeGuard[Tensor | float]:
    """Return whether a loss is one number, which needs no look now."""
    return loss.numel() == 1 if isinstance(loss, Tensor) else isinstance(loss, float)


class QuietSteps:
    """Keeps what is known of steps until it is recorded.

    Args:
        clock: Of the training.
    """

    def __init__(self, clock: StepClock) -> None:
        self.until = 0
        """The first step that is not quiet."""
        self._clock = clock
        self._held: list[tuple[int, float, float, Any, Tensor | float]] = []

    def add(self, at: int, loss: Tensor | float, models: Sequence[WatchedModel]) -> None:
        """Keep a step."""
        if isinstance(loss, Tensor):
            self._clock.remember_graph(loss)
            loss = loss.detach()
        self._held.append((at, *self._clock.tick(), models[0].optimizer.param_groups[0].get("lr"), loss))
        for one in models:
            one.forwards.forget()

    def record(self, recorder: Recorder) -> list[Loss]:
        """Record times and rates, and return the losses."""
        held, self._held = self._held, []
        for at, seconds, wait, rate, _ in held:
            recorder.rate(at, rate)
            recorder.time(at, seconds, wait)
        return [(at, "loss", loss) for at, _, _, _, loss in held]
