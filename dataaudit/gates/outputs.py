"""Writes a verdict in the forms that other tools read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dataaudit.findings.finding import Result
from dataaudit.gates.code_quality import code_quality
from dataaudit.gates.data_places import data_places
from dataaudit.gates.github import github_annotations
from dataaudit.gates.junit import junit_xml
from dataaudit.gates.markdown import markdown_summary
from dataaudit.gates.prometheus import prometheus_text
from dataaudit.gates.sarif import sarif_log
from dataaudit.gates.verdict import GateResult
from dataaudit.stages.personal_data.mask import mask_names, mask_values
from dataaudit.store.json_text import json_text

NAMES = (
    "gate.json", "junit.xml", "gate.sarif", "summary.md", "annotations.txt", "codequality.json", "metrics.prom",
)  # fmt: skip


def write_outputs(
    write: Callable[[str, bytes], None],
    outcome: GateResult,
    findings: Sequence[Result],
    rows: Mapping[str, int],
    metrics: Mapping[str, float | int | None],
    folder: Path,
    inputs: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Write the files of ``NAMES``.

    Args:
        write: Puts bytes in place under a name.
        outcome: The gate's outcome.
        findings: The run's findings.
        rows: Rows read, kept, dropped and quarantined.
        metrics: The run's metrics.
        folder: The run directory, whose rows are located.
        inputs: The files of its manifest.
    """
    places = data_places(folder, findings, inputs, outcome.new_rows)
    write("gate.json", _json(mask_values(outcome.to_json())))
    write("junit.xml", mask_names(junit_xml(outcome).decode()).encode())
    write("gate.sarif", _json(mask_values(sarif_log(outcome, findings, places))))
    write("summary.md", mask_names(markdown_summary(outcome, findings, rows)).encode())
    write("annotations.txt", mask_names(github_annotations(outcome, findings, places)).encode())
    write("codequality.json", _json(mask_values(code_quality(outcome, findings, places))))
    write("metrics.prom", mask_names(prometheus_text(outcome, findings, rows, metrics)).encode())


def _json(value: Any) -> bytes:
    return json_text(value).encode() + b"\n"
