"""Where measurements and findings of a running training are sent besides the monitor's own folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

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
    made: Sink = import_module(f"{_KINDS}.{named}").opened(folder)
    return made


class Sinks:
    """Sends what is new to all sinks.

    Args:
        given: Sinks or names of trackers.
        folder: Of the run.
    """

    def __init__(self, given: Sequence[str | Sink], folder: Path | None) -> None:
        self._sinks = [open_sink(one, folder) for one in given]
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
        for sink in self._sinks:
            for step, values in later:
                sink.metrics(step, {f"{PREFIX}{name}": value for name, value in values.items()})
            for one in news:
                sink.finding(measured[-1][0] if measured else 0, one)
        self._sent = later[-1][0] if later else self._sent

    def close(self) -> None:
        """Close all sinks."""
        for sink in self._sinks:
            sink.close()


def needed(module: str, package: str) -> Any:
    """Import a tracker.

    Raises:
        UsageError: It is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        message = f"{package} is not installed; pip install 'dataaudit[trackers]'"
        raise UsageError(message) from error
