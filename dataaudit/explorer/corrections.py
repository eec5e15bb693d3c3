"""What annotators correct: a CSV beside the run's folder, one line a decision, never changed, only added to."""

from __future__ import annotations

import csv
import io
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dataaudit.errors import InputError

HEAD = ("row_id", "file", "position", "label", "corrected", "when")


def add_correction(path: Path, row: dict[str, Any], corrected: str) -> None:
    """Add a line; the file begins with its head. Values stay as they are, for labels are joined with those of the data.

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
    writer.writerow([*given, when])
    try:
        _append(path, line.getvalue())
    except OSError as error:
        message = f"{path}: cannot be written ({error.strerror}); choose another file with --corrections"
        raise InputError(message) from error


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8", newline="") as file:  # one write: two annotators' lines do not mix
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
