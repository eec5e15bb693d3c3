"""Several sources read one after the other, with what comes next prepared in threads meanwhile."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from queue import Full, Queue
from typing import Generic, TypeVar

T = TypeVar("T")

AT_A_TIME = 2
"""Sources that are read at a time."""
HELD = 2
"""Pieces of a source that wait to be asked for."""
_PATIENCE = 0.1


def read_ahead(sources: Sequence[Callable[[], Iterator[T]]]) -> Iterator[T]:
    """The pieces of all sources, in order; ahead of what is asked for, the next ones are read in threads.

    Args:
        sources: Each opens one source. An error of one is raised in its place, after all pieces before it.

    Examples:
        >>> list(read_ahead([lambda: iter("ab"), lambda: iter("c")]))
        ['a', 'b', 'c']
    """
    waiting = deque(sources)
    running: deque[_Reader[T]] = deque()
    try:
        while waiting or running:
            while waiting and len(running) < AT_A_TIME:
                running.append(_Reader(waiting.popleft()))
            yield from running[0].pieces()
            running.popleft()
    finally:
        for reader in running:
            reader.stop()


class _Reader(Generic[T]):
    """One source, read by a separate thread."""

    def __init__(self, source: Callable[[], Iterator[T]]) -> None:
        self._source = source
        self._queue: Queue[T | BaseException | None] = Queue(HELD)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        last: BaseException | None = None
        try:
            for piece in self._source():
                if not self._put(piece):
                    return
        except BaseException as error:
            last = error  # raised again where the piece is asked for
        self._put(last)

    def _put(self, item: T | BaseException | None) -> bool:
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=_PATIENCE)
            except Full:
                continue
            return True
        return False

    def pieces(self) -> Iterator[T]:
        """Its pieces; raises what reading it raised."""
        while (item := self._queue.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    def stop(self) -> None:
        """Have the thread end."""
        self._stopped.set()
        self._thread.join()
