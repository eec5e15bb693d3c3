"""Chooses the steps that are measured, so that measuring stays a small part of the training."""

from __future__ import annotations

import time

FIRST = 5
"""Steps at the start that are all measured."""
_FREE = 100
"""Steps that are measured before their share of the time counts: a short training is measured as was asked."""
_SHARE = 0.008
"""Of the time, as far as it can be seen: what calling hooks costs outside of them is a fifth on top."""


class Sampling:
    """Measures the first steps and every ``interval``-th, fewer where that costs more than a hundredth of the time.

    Args:
        interval: Steps between two measured ones, at least 1.
        thrifty: Whether steps may be left out; with several processes all of them have to measure the same ones.
    """

    def __init__(self, interval: int, *, thrifty: bool = True) -> None:
        self.interval, self._thrifty = interval, thrifty
        self.now = self.next = self.reads = True
        self._measured, self._spent, self._began = 0, 0.0, time.perf_counter()
        self._since: float | None = None
        self._resting = False

    def begin(self, step: int) -> None:
        """Turn to a step.

        ``now`` says whether it is measured, ``next`` whether the one after it is, ``reads`` whether losses are read
        from the device after it, which costs little and is never left out.
        """
        self._resting = False
        self.now = self.next
        self._measured += self.now
        self.next = self._due(step + 1)
        self.reads = step < FIRST or step % self.interval == 0

    def quiet_until(self, step: int) -> int:
        """Return the first step from this one on in which something is measured, read or prepared."""
        if self.now or self.next or self.reads:
            return step
        return (step // self.interval + 1) * self.interval - 1

    def _due(self, step: int) -> bool:
        if step < FIRST:
            return True
        if step % self.interval:
            return False
        if not self._thrifty or self._measured < _FREE:
            return True
        return self._spent <= _SHARE * (time.perf_counter() - self._began)

    def enter(self) -> bool:
        """Start to count time as spent on measuring; false if it is counted already, or not in this step."""
        if self._since is not None or self._resting or not self.now:
            return False
        self._since = time.perf_counter()
        return True

    def leave(self) -> None:
        """Stop to count."""
        if self._since is not None:
            self._spent += time.perf_counter() - self._since
            self._since = None

    def rest(self) -> None:
        """Count no more in this step: what follows, such as a write, has its own measure."""
        self.leave()
        self._resting = True
