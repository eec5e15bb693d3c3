"""Makes new texts of tries: in this process, or in several."""

from __future__ import annotations

import multiprocessing
import os
import random
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass

from dataaudit.augment.changes import Made
from dataaudit.augment.operation import Nothing, Operation, Prepared
from dataaudit.augment.protection import Protection

PIECE = 64
"""Tries that a process gets at once."""
FEWEST = 1024
"""Tries of a pass below which other processes are not worth their start."""


@dataclass(frozen=True, slots=True)
class Try:
    """A text that something is to be made of.

    Attributes:
        text: The text.
        language: Its language.
        seed: Of its random numbers.
        marked: Spans that the user marked.
        partner: Another text of its class, or None.
    """

    text: str
    language: str
    seed: int
    marked: tuple[tuple[int, int], ...] = ()
    partner: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a try.

    Attributes:
        operation: Name of the operation that made something; None where none did.
        made: The new text.
        refused: Operations that were tried before it, and why they made nothing.
    """

    operation: str | None
    made: Made | None
    refused: tuple[tuple[str, str], ...]


def new_texts(tries: Sequence[Try], operations: Sequence[Operation], protection: Protection) -> list[Outcome]:
    """A new text of every try.

    The operations come in an order that a try's random numbers give; the first that makes something is taken.

    Args:
        tries: Texts.
        operations: Those that are on.
        protection: What stays.
    """
    texts = [Prepared(one.text, one.language, protection, one.marked, one.partner) for one in tries]
    generators = [random.Random(one.seed) for one in tries]  # noqa: S311  (no secrets)
    orders = [generator.sample(range(len(operations)), len(operations)) for generator in generators]
    refused: list[list[tuple[str, str]]] = [[] for _ in tries]
    outcomes: list[Outcome | None] = [None] * len(tries)
    for turn in range(len(operations)):
        for number, operation in enumerate(operations):
            places = [place for place, order in enumerate(orders) if outcomes[place] is None and order[turn] == number]
            if not places:
                continue
            told = operation([texts[place] for place in places], [generators[place] for place in places])
            for place, made in zip(places, told, strict=True):
                if isinstance(made, Nothing):
                    refused[place].append((operation.name, made.reason))
                elif made.changes:
                    outcomes[place] = Outcome(operation.name, made, tuple(refused[place]))
                else:
                    refused[place].append((operation.name, "no_place"))
    return [one or Outcome(None, None, tuple(refused[place])) for place, one in enumerate(outcomes)]


_given: tuple[tuple[Operation, ...], Protection] | None = None


def _begin(operations: tuple[Operation, ...], protection: Protection) -> None:
    global _given
    _given = operations, protection
    threading.Thread(target=_end_with_parent, daemon=True).start()
    for one in operations:
        one.check()


def _end_with_parent() -> None:
    """End this process when the one that began it is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _piece(tries: Sequence[Try]) -> list[Outcome]:
    if _given is None:
        message = "a process that was not begun with operations"
        raise RuntimeError(message)
    return new_texts(tries, *_given)


class TextMaker:
    """Makes new texts, in as many processes as there are workers; the same ones whatever their number.

    Args:
        operations: Those that are on.
        protection: What stays.
        workers: Processes; 0 for as many as there are cores.
    """

    def __init__(self, operations: tuple[Operation, ...], protection: Protection, workers: int = 1) -> None:
        self.operations, self.protection = operations, protection
        self.workers = workers or len(os.sched_getaffinity(0))
        self._pool: ProcessPoolExecutor | None = None

    @contextmanager
    def opened(self, tries: int) -> Iterator[TextMaker]:
        """Begin processes where so many tries are worth it, and end them afterwards."""
        if self.workers > 1 and tries >= FEWEST:
            # Copies of this process could wait for ever for threads that they do not have.
            way = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
            self._pool = ProcessPoolExecutor(
                self.workers, multiprocessing.get_context(way), _begin, (self.operations, self.protection)
            )
        try:
            yield self
        except BaseException:
            if self._pool is not None:
                for process in list(self._pool._processes.values()):
                    process.terminate()
            raise
        finally:
            if self._pool is not None:
                self._pool.shutdown(cancel_futures=True)
                self._pool = None

    def __call__(self, tries: Sequence[Try]) -> list[Outcome]:
        """A new text of every try."""
        if self._pool is not None:
            pieces = [tries[first : first + PIECE] for first in range(0, len(tries), PIECE)]
            try:
                return [one for piece in self._pool.map(_piece, pieces) for one in piece]
            except BrokenProcessPool:  # no memory for another process, or a script that may not be imported twice
                self._pool = None
        return new_texts(tries, self.operations, self.protection)
