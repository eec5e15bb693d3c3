"""Reads MLflow's folder of a run: one file per metric, one line per point."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from dataaudit.training.logs.columns import role_of
from dataaudit.training.logs.log_reader import LogFile, LogReader, Runs
from dataaudit.training.logs.records import frame_of, number
from dataaudit.training.logs.run_log import RawRun

_HEAD, _PARTS = 20, 3
"""Lines that show the form of a file, and numbers in each."""
_WRITTEN = re.compile(r"1\d{12}")
"""When a value was written, in milliseconds since 1970."""


def read_folder(folder: Path) -> Runs | None:
    """Read the run of a folder: lines of ``timestamp value step`` in ``metrics/`` and its subfolders."""
    if not (folder / "metrics").is_dir():
        return None
    files = [path for path in sorted((folder / "metrics").rglob("*")) if path.is_file()]
    return _read(folder.name, [(path.relative_to(folder / "metrics").as_posix(), path) for path in files])


def read_file(log: LogFile) -> Runs | None:
    """Read one of these files alone: it has no heading, and its name is that of the metric."""
    if not log.text or role_of(log.path.name) is None:
        return None
    with log.path.open(encoding="utf-8", errors="replace") as lines:
        told = [line.split() for line in islice(lines, _HEAD)]
    if not all(len(one) == _PARTS and _WRITTEN.fullmatch(one[0]) and one[2].isdigit() for one in told):
        return None
    return _read(log.path.name, [(log.path.name, log.path)])


def _read(name: str, files: Iterable[tuple[str, Path]]) -> Runs:
    """The run whose metrics are held by files, by name."""
    records = []
    bad, first = 0, 0
    for metric, path in files:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        # Old versions wrote no steps at all; a single line without a step was cut off.
        stepless = all(len(line.split()) == 2 for line in lines)
        for place, line in enumerate(lines, start=1):
            parts = line.split()
            value = number(parts[1]) if len(parts) >= 3 or (stepless and len(parts) == 2) else None
            step = parts[2] if len(parts) >= 3 else str(place - 1)
            if value is None or not step.lstrip("-").isdigit():
                bad, first = bad + 1, first or place
                continue
            records.append((parts[0], {"step": float(step), metric: value}))
    # Every metric has its own file: sort by step, and by time within a step, to join them.
    records.sort(key=lambda record: (record[1]["step"], number(record[0]) or 0.0))
    frame = frame_of(record for _, record in records)
    return "MLflow run", [RawRun(name=name, frame=frame, step="step", unreadable=(bad, first))]


READER = LogReader(
    rank=50,
    known_as="an MLflow run's folder with metrics/, or a file of it",
    read_folder=read_folder,
    read_file=read_file,
)
