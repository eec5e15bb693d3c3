"""A run's result in a few lines."""

from __future__ import annotations

from dataaudit.findings.registry import find_finding
from dataaudit.report.excerpt import one_line
from dataaudit.results.result import AuditResult

_ORDER = {"error": 0, "warning": 1, "info": 2}


def print_summary(result: AuditResult) -> None:
    """Print rows, what dropped them, findings, verdict, and where the report lies."""
    rows = result.row_counts
    print(
        f"{rows['read']:,} rows read = {rows['kept']:,} kept + {rows['dropped']:,} dropped "
        f"+ {rows['quarantined']:,} in quarantine"
    )
    dropped = result.rows(["dropped_by"])["dropped_by"].drop_nulls().value_counts(sort=True)
    for code, count in dropped.iter_rows():
        print(f"  {count:>9,} dropped by {code} {find_finding(code).name}")
    warnings = [finding for finding in result.findings if finding.severity != "info"]
    for finding in sorted(warnings, key=lambda one: _ORDER[one.severity]):
        print(f"{finding.severity} {finding.code} {finding.name}: {one_line(finding.message)}")
    others = len(result.findings) - len(warnings)
    if others:
        print(f"and {others} findings for information, in the report")
    if result.verdict:
        print(f"gate: {result.verdict} (gate.json, junit.xml, gate.sarif, summary.md)")
    print(f"report: {result.path / 'report.html'}")
    print(f"clean data set: {result.path / 'clean'}")
