"""``summary.json``."""

from __future__ import annotations

from typing import Any

from dataaudit.store.json_text import json_text
from dataaudit.store.run_directory import RunDirectory


def write_summary(
    directory: RunDirectory,
    rows: dict[str, int],
    metrics: dict[str, float | int | None],
    findings: list[dict[str, Any]],
    verdict: str | None,
) -> None:
    """Write the machine-readable summary of a run.

    Args:
        directory: The run's folder.
        rows: Rows read, kept, dropped and quarantined.
        metrics: By dotted name.
        findings: As plain values.
        verdict: Of the gate, None where none ran.
    """
    summary = {"rows": rows, "metrics": metrics, "findings": findings, "verdict": verdict}
    text = json_text(summary)
    directory.write_file("summary.json", text.encode() + b"\n")
