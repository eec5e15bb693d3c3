"""Weights & Biases: the run that the user has begun gets metrics along a step that is theirs, findings as a summary."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from dataaudit.errors import UsageError
from dataaudit.findings.finding import Result
from dataaudit.training.sink import PREFIX, Sink

_STEP = f"{PREFIX}step"


class WandbSink:
    """Logs to a run.

    Args:
        run: Of W&B. Its own step counter is left alone: what is logged at a lower step than its own would be dropped.
    """

    def __init__(self, run: Any) -> None:
        self._run = run
        run.define_metric(_STEP)
        run.define_metric(f"{PREFIX}*", step_metric=_STEP)

    def metrics(self, step: int, values: Mapping[str, float]) -> None:
        """See ``Sink``."""
        self._run.log({**values, _STEP: step}, commit=False)

    def finding(self, step: int, found: Result) -> None:
        """See ``Sink``."""
        self._run.summary[f"{PREFIX}findings/{found.name}"] = f"{found.severity} {found.code}: {found.message}"

    def close(self) -> None:
        """See ``Sink``; the run is the user's to finish."""


def opened(folder: Path | None) -> Sink:
    """Return a sink for the active run, which says itself whether it is offline.

    Raises:
        UsageError: No run is active.
    """
    run = import_module("wandb").run
    if run is None:
        message = "the tracker wandb writes to the run that is active: call wandb.init() before the monitor"
        raise UsageError(message)
    return WandbSink(run)
