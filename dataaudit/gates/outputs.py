"""Writes a verdict in the forms that other tools read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dataaudit.findings.finding import Result
from dataaudit.gates.junit import junit_xml
from dataaudit.gates.markdown import markdown_summary
from dataaudit.gates.sarif import sarif_log
from dataaudit.gates.verdict import GateResult
from dataaudit.stages.personal_data.mask import mask_names, mask_values
from dataaudit.store.json_text import json_text

NAMES = ("gate.json", "junit.xml", "gate.sarif", "summary.md")


def write_outputs(
    write: Callable[[str, bytes], None],
    outcome: GateResult,
    findings: Sequence[Result],
    rows: dict[str, Any],
) -> None:
    """Write ``gate.json``, ``junit.xml``, ``gate.sarif`` and ``summary.md``.

    Args:
        write: Puts bytes in place under a name.
        outcome: The gate's outcome.
        findings: The run's findings, for SARIF and the summary.
        rows: Rows read, kept, dropped and quarantined.
    """
    write("gate.json", _json(mask_values(outcome.to_json())))
    write("junit.xml", mask_names(junit_xml(outcome).decode()).encode())
    write("gate.sarif", _json(mask_values(sarif_log(outcome, findings))))
    write("summary.md", mask_names(markdown_summary(outcome, findings, rows)).encode())


def _json(value: dict[str, Any]) -> bytes:
    return json_text(value).encode() + b"\n"
