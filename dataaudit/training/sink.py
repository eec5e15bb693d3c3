"""Where measurements and findings of a running training are sent besides the monitor's own folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol

from dataaudit.config.suggest import did_you_mean
from dataaudit.declarations import modules_of
from dataaudit.errors import UsageError
from dataaudit.findings.finding import Result

PREFIX = "dataaudit/"
"""In front of the names of all that is sent, so that nothing of the user's own is written over."""
_KINDS = "dataaudit.training.sinks"


class Sink(Protocol):
    """Takes measurements and findings; an object of the user's own may take the place of a tracker."""

    def metrics(self, step: int, values: Mapping[str, float]) -> None:
        """Take the measurements of a step, by name."""

    def finding(self, step: int, found: Result) -> None:
        """Take a finding, once."""

    def close(self) -> None:
        """Nothing more will come."""


def open_sink(named: str | Sink, folder: Path | None) -> Sink:
    """Return a sink.

    Args:
        named: A tracker by name, or a sink.
        folder: Of the run, for trackers that write files; None if there is none.

    Raises:
        UsageError: There is no such tracker, it is not installed, or it has no run to write to.
    """
    if not isinstance(named, str):
        return named
    known = modules_of(_KINDS)
    if named not in known:
        message = f"there is no tracker '{named}', only {', '.join(known)}{did_you_mean(named, known)}"
        raise UsageError(message)
    try:
        made: Sink = import_module(f"{_KINDS}.{named}").opened(folder)
    except ImportError as error:
        message = f"the tracker {named} needs a package that is not installed ({error.name}): pip install {named}"
        raise UsageError(message) from error
    return made


class Sinks:
    """Sends what is new to all sinks; one that fails is noted, and gets no more.

    Args:
        given: Sinks or names of trackers.
        folder: Of the run.
        note: Called with a sentence if a sink fails.
    """

    def __init__(self, given: Sequence[str | Sink], folder: Path | None, note: Callable[[str], None]) -> None:
        self._sinks = [open_sink(one, folder) for one in given]
        self._note = note
        self._sent = -1

    def __bool__(self) -> bool:
        return bool(self._sinks)

    def send(self, measured: Sequence[tuple[int, Mapping[str, float]]], news: Sequence[Result]) -> None:
        """Send the measurements of later steps than before, and new findings.

        Args:
            measured: Steps in rising order with their measurements.
            news: What was found since the last call.
        """
        later = [(step, values) for step, values in measured if step > self._sent]

        def take(sink: Sink) -> None:
            for step, values in later:
                sink.metrics(step, {f"{PREFIX}{name}": value for name, value in values.items()})
            for one in news:
                sink.finding(measured[-1][0] if measured else 0, one)

        self._each(take)
        self._sent = later[-1][0] if later else self._sent

    def close(self) -> None:
        """Close all sinks."""
        self._each(lambda sink: sink.close())

    def _each(self, do: Callable[[Sink], None]) -> None:
        for sink in tuple(self._sinks):
            try:
                do(sink)
            except Exception as error:  # another's code, often with a network behind it
                self._sinks.remove(sink)
                self._note(f"{type(sink).__name__} gets no more: {type(error).__name__}: {error}")
