"""A run's result in a few lines, in the language of its report."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from dataaudit.cli.rule_lines import print_failed_rules
from dataaudit.findings.finding import RANK
from dataaudit.findings.page import page_of
from dataaudit.findings.registry import find_finding
from dataaudit.gates.verdict import read_gate
from dataaudit.report.excerpt import one_line
from dataaudit.report.translations import labels
from dataaudit.results.result import AuditResult


def print_summary(result: AuditResult) -> None:
    """Print rows, what dropped them, findings, verdict, and the places of the report and the clean data set."""
    print_findings(result)
    print_verdict(result)
    t = labels(str(result.manifest.configuration["report"]["language"]))
    print(t["terminal_report"].format(path=result.path / "report.html"))
    print(t["terminal_clean"].format(path=result.path / "clean"))


def summary_record(result: AuditResult) -> dict[str, Any]:
    """What ``--json`` prints: the content of ``summary.json``."""
    return {
        "rows": dict(result.row_counts),
        "metrics": dict(result.metrics),
        "findings": [asdict(one) for one in result.findings],
        "verdict": result.verdict,
    }


def print_findings(result: AuditResult, *, reported: bool = True) -> None:
    """Print rows, what dropped them, and findings; with ``reported``, where the milder ones are."""
    language = str(result.manifest.configuration["report"]["language"])
    t = labels(language)
    print(t["terminal_rows"].format_map({key: f"{count:,}" for key, count in result.row_counts.items()}))
    dropped = result.rows(["dropped_by"])["dropped_by"].drop_nulls().value_counts(sort=True)
    for code, count in dropped.iter_rows():
        kind = find_finding(code)
        title = kind.name if language == "en" else f"{kind.name} {page_of(kind, language).title}"
        print(t["terminal_dropped"].format(count=f"{count:>9,}", code=code, name=title))
    gate = read_gate(result.path) if result.verdict else None
    marks = dict.fromkeys(gate.known, t["terminal_known"]) if gate else {}
    marks |= dict.fromkeys(gate.accepted, t["terminal_waived"]) if gate else {}
    warnings = [finding for finding in result.findings if finding.severity != "info"]
    for finding in sorted(warnings, key=lambda one: -RANK[one.severity]):
        severity = t[f"severity_{finding.severity}"]
        print(f"{severity} {finding.code} {finding.name}: {one_line(finding.message)}{marks.get(finding.code, '')}")
    others = len(result.findings) - len(warnings)
    if others and reported:
        print(t["terminal_others"].format(count=others))


def print_verdict(result: AuditResult) -> None:
    """Print failed rules with their rows, what was waived, and the verdict; nothing where no gate ran."""
    language = str(result.manifest.configuration["report"]["language"])
    t = labels(language)
    if result.verdict:
        print_failed_rules(read_gate(result.path), t, language)
        print(t["terminal_gate"].format(verdict=t[result.verdict]))
