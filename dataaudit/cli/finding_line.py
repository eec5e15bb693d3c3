"""One line about a finding in a training."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataaudit.findings.finding import Result


def finding_line(one: Result) -> str:
    """Severity, code, name, confidence and message."""
    from dataaudit.report.excerpt import one_line

    return f"{one.severity:<8} {one.code} {one.name} ({one.confidence or 0:.2f}): {one_line(one.message)}"
