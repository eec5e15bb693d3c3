"""What annotators correct: a CSV beside the run's folder, one line a decision, never changed, only added to."""

from __future__ import annotations

import csv
import io
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HEAD = ("row_id", "file", "position", "label", "corrected", "when")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def add_correction(path: Path, row: dict[str, Any], corrected: str) -> None:
    """Add a line; the file begins with its head.

    Args:
        path: The file.
        row: The row, with ``row_id``, ``file``, ``position`` and ``label``.
        corrected: The label that it should have.
    """
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    if not path.exists():
        writer.writerow(HEAD)
    when = datetime.now(UTC).isoformat(timespec="seconds")
    given = [row["row_id"], row["file"], row["position"], row.get("label") or "", corrected]
    writer.writerow([*(_cell(value) for value in given), when])
    with path.open("a", encoding="utf-8", newline="") as file:  # one write: two annotators' lines do not mix
        file.write(line.getvalue())
        file.flush()
        os.fsync(file.fileno())


def _cell(value: Any) -> Any:
    """A value that a spreadsheet does not compute."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
