"""Measures step times, waits for data, memory, and graphs of earlier steps that are still alive."""

from __future__ import annotations

import time
import weakref
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TypeVar

import torch
from torch import Tensor

from dataaudit.engine.allocator import used_bytes

ItemT = TypeVar("ItemT")

_KEY = "dataaudit"
_REMEMBERED = 512
_RECENT = 3
"""Recent steps whose graph may be alive because the loop's own variables hold it."""


class _Token:
    """Lives as long as the graph node it is tied to."""

    __slots__ = ("__weakref__",)


class StepClock:
    """Measures the cost of a step without touching the device."""

    def __init__(self) -> None:
        self.wait = 0.0
        self._last = time.perf_counter()
        self._graphs: deque[weakref.ref[_Token]] = deque(maxlen=_REMEMBERED)

    def watched(self, loader: Iterable[ItemT]) -> Iterator[ItemT]:
        """Yield the loader's batches and measure the wait for each."""
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
        """Return the seconds since the previous step, and how many were spent waiting for data."""
        now = time.perf_counter()
        seconds, wait = now - self._last, self.wait
        self._last, self.wait = now, 0.0
        return seconds, wait

    def remember_graph(self, loss: Tensor) -> None:
        """Tie a token to the graph of a loss."""
        node = loss.grad_fn
        if node is None:
            return
        token = _Token()
        node.metadata[_KEY] = token  # type: ignore[index]
        self._graphs.append(weakref.ref(token))

    def graphs_alive(self) -> int:
        """Count the graphs of older steps that something still holds."""
        older = list(self._graphs)[:-_RECENT]
        return sum(reference() is not None for reference in older)


def memory_bytes(device: torch.device) -> int | None:
    """Return the memory in use on the device, otherwise in the process, or None if neither is known."""
    if device.type == "cuda":
        return int(torch.cuda.memory_allocated(device))
    try:
        return used_bytes()
    except (OSError, IndexError):
        return None
