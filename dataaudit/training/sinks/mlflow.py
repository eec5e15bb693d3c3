"""MLflow: the run that the user has begun gets metrics by step, and findings as tags."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from dataaudit.errors import UsageError
from dataaudit.findings.finding import Result
from dataaudit.training.sink import PREFIX, Sink


class MlflowSink:
    """Logs to a run.

    Args:
        mlflow: The package.
        run_id: Of the run.
    """

    def __init__(self, mlflow: Any, run_id: str) -> None:
        self._client, self._run = mlflow.MlflowClient(), run_id

    def metrics(self, step: int, values: Mapping[str, float]) -> None:
        """See ``Sink``."""
        for name, value in values.items():
            self._client.log_metric(self._run, name, value, step=step)

    def finding(self, step: int, found: Result) -> None:
        """See ``Sink``."""
        text = f"{found.severity} {found.code} at step {step}: {found.message}"
        self._client.set_tag(self._run, f"{PREFIX}findings/{found.name}", text)

    def close(self) -> None:
        """See ``Sink``; the run is the user's to end."""


def opened(folder: Path | None) -> Sink:
    """Return a sink for the active run, which lies where the user's tracking address says.

    Raises:
        UsageError: No run is active.
    """
    mlflow = import_module("mlflow")
    run = mlflow.active_run()
    if run is None:
        message = "the tracker mlflow writes to the run that is active: call mlflow.start_run() before the monitor"
        raise UsageError(message)
    return MlflowSink(mlflow, run.info.run_id)
