"""TensorBoard: scalars, and findings as text, in event files beside the monitor's tables."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from dataaudit.errors import UsageError
from dataaudit.findings.finding import Result
from dataaudit.training.sink import PREFIX, Sink


class TensorBoardSink:
    """Writes event files.

    Args:
        writer: A ``SummaryWriter``.
    """

    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def metrics(self, step: int, values: Mapping[str, float]) -> None:
        """See ``Sink``."""
        for name, value in values.items():
            self._writer.add_scalar(name, value, step)
        self._writer.flush()

    def finding(self, step: int, found: Result) -> None:
        """See ``Sink``."""
        self._writer.add_text(f"{PREFIX}findings/{found.name}", f"{found.severity} {found.code}: {found.message}", step)
        self._writer.flush()

    def close(self) -> None:
        """See ``Sink``."""
        self._writer.close()


def opened(folder: Path | None) -> Sink:
    """Return a writer to ``tensorboard/`` in the folder of the run.

    Raises:
        UsageError: The monitor has no folder.
    """
    if folder is None:
        message = "the tracker tensorboard writes beside the monitor's tables: give the monitor a folder (out=)"
        raise UsageError(message)
    writer = import_module("torch.utils.tensorboard").SummaryWriter(str(folder / "tensorboard"))
    return TensorBoardSink(writer)
