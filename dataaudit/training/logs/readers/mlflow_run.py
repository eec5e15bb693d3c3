"""Reads MLflow's folder of a run: one file per metric, one line per point."""

from __future__ import annotations

from pathlib import Path

from dataaudit.training.logs.log_reader import LogReader, Runs
from dataaudit.training.logs.records import frame_of, number
from dataaudit.training.logs.run_log import RawRun


def read_folder(folder: Path) -> Runs | None:
    """Read the run of a folder: lines of ``timestamp value step`` in ``metrics/`` and its subfolders."""
    if not (folder / "metrics").is_dir():
        return None
    records = []
    bad, first = 0, 0
    for path in sorted((folder / "metrics").rglob("*")):
        if not path.is_file():
            continue
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        # Old versions wrote no steps at all; a single line without a step was cut off.
        stepless = all(len(line.split()) == 2 for line in lines)
        metric = path.relative_to(folder / "metrics").as_posix()
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
    return "MLflow run", [RawRun(name=folder.name, frame=frame, step="step", unreadable=(bad, first))]


READER = LogReader(rank=50, known_as="an MLflow run's folder with metrics/", read_folder=read_folder)
