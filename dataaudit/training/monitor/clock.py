"""Time of steps, waiting for data, memory, and graphs of earlier steps that are still alive."""

from __future__ import annotations

import time
import weakref
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import torch
from torch import Tensor

from dataaudit.engine.allocator import used_bytes

ItemT = TypeVar("ItemT")

_KEY = "dataaudit"
_REMEMBERED = 512
_RECENT = 3
"""Steps whose graph may well be alive: the loop's own variables still hold it."""


class _Token:
    """Lives as long as the node of a graph that it is tied to."""

    __slots__ = ("__weakref__",)


class StepClock:
    """Measures what a step takes, without touching the device."""

    def __init__(self) -> None:
        self.wait = 0.0
        self._last = time.perf_counter()
        self._graphs: deque[weakref.ref[_Token]] = deque(maxlen=_REMEMBERED)

    def watched(self, loader: Iterable[ItemT]) -> Iterator[ItemT]:
        """The loader's batches, with the time that each was waited for."""
        batches = iter(loader)
        while True:
            began = time.perf_counter()
            try:
                batch = next(batches)
            except StopIteration:
                return
            self.wait += time.perf_counter() - began
            yield batch

    def tick(self) -> tuple[float, float]:
        """Seconds since the step before, and how many of them were spent waiting for data."""
        now = time.perf_counter()
        seconds, wait = now - self._last, self.wait
        self._last, self.wait = now, 0.0
        return seconds, wait

    def remember_graph(self, loss: Any) -> None:
        """Tie a token to the graph of a loss."""
        node = loss.grad_fn if isinstance(loss, Tensor) else None
        if node is None:
            return
        token = _Token()
        node.metadata[_KEY] = token  # type: ignore[index]
        self._graphs.append(weakref.ref(token))

    def graphs_alive(self) -> int:
        """Graphs of steps before the last few that something still holds."""
        older = list(self._graphs)[:-_RECENT]
        return sum(reference() is not None for reference in older)


def memory_bytes(device: torch.device) -> int | None:
    """Memory in use: of the device where it tells, else of the process; None where neither does."""
    if device.type == "cuda":
        return int(torch.cuda.memory_allocated(device))
    try:
        return used_bytes()
    except (OSError, IndexError):
        return None
