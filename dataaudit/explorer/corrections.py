"""What annotators correct: a CSV to which every decision adds a line."""

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

    Raises:
        InputError: The file cannot be written.
    """
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    if not path.exists():
        writer.writerow(HEAD)
    when = datetime.now(UTC).isoformat(timespec="seconds")
    writer.writerow([row["row_id"], row["file"], row["position"], row.get("label") or "", corrected, when])
    try:
        data = line.getvalue().encode()  # before the file is opened: what cannot be written leaves none behind
        with path.open("ab") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "half a character"
        message = f"{path}: cannot be written ({reason}); choose another file with --corrections"
        raise InputError(message) from error
