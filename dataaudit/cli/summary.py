"""A run's result in a few lines, in the language of its report."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from dataaudit.cli.colour import coloured
from dataaudit.cli.rule_lines import print_failed_rules
from dataaudit.findings.finding import gravest_first
from dataaudit.findings.page import page_of
from dataaudit.findings.registry import find_finding
from dataaudit.gates.verdict import read_gate
from dataaudit.report.excerpt import one_line
from dataaudit.report.translations import labels
from dataaudit.results.result import AuditResult

MOST = 8
"""Findings that are printed; the report has all."""
_DROPPED = 3
"""Findings that dropped rows, the others are added up."""
_STEPS = 3


def print_summary(result: AuditResult) -> None:
    """Print rows, what dropped them, findings, what to do first, verdict, and the places of report and clean data set.

    It fits into a terminal of 24 lines.
    """
    print_findings(result)
    print_steps(result)
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
    if "sample" in result.manifest.roles:
        print(t["sample_note"])
    dropped = list(result.rows(["dropped_by"])["dropped_by"].drop_nulls().value_counts(sort=True).iter_rows())
    for code, count in dropped[: _DROPPED if len(dropped) > _DROPPED + 1 else None]:
        kind = find_finding(code)
        title = kind.name if language == "en" else f"{kind.name}（{page_of(kind, language).title.rstrip('。')}）"
        print(t["terminal_dropped"].format(count=f"{count:>9,}", code=code, name=title))
    if len(dropped) > _DROPPED + 1:
        others = sum(count for _, count in dropped[_DROPPED:])
        print(t["terminal_dropped_others"].format(count=f"{others:>9,}", findings=len(dropped) - _DROPPED))
    gate = read_gate(result.path) if result.verdict else None
    marks = dict.fromkeys(gate.known, t["terminal_known"]) if gate else {}
    marks |= dict.fromkeys(gate.accepted, t["terminal_waived"]) if gate else {}
    warnings = gravest_first(finding for finding in result.findings if finding.severity != "info")
    for finding in warnings[: MOST if reported else None]:
        severity = coloured(t[f"severity_{finding.severity}"], finding.severity)
        print(f"{severity} {finding.code} {finding.name}: {one_line(finding.message)}{marks.get(finding.code, '')}")
    if reported and len(warnings) > MOST:
        print(t["terminal_more"].format(count=len(warnings) - MOST))
    others = len(result.findings) - len(warnings)
    if others and reported:
        print(t["terminal_others"].format(count=others))


def print_steps(result: AuditResult) -> None:
    """Print what to do first, each as a command to copy and the setting that repairs it."""
    t = labels(str(result.manifest.configuration["report"]["language"]))
    steps = result.next_steps()[:_STEPS]
    if steps:
        print(t["terminal_steps"])
    for place, step in enumerate(steps, 1):
        print(f"  {place}. {step.command}" + (f"  (--set '{step.setting}')" if step.setting else ""))


def print_verdict(result: AuditResult) -> None:
    """Print failed rules with their rows, what was waived, and the verdict; nothing where no gate ran."""
    language = str(result.manifest.configuration["report"]["language"])
    t = labels(language)
    if result.verdict:
        print_failed_rules(read_gate(result.path), t, language)
        print(t["terminal_gate"].format(verdict=coloured(t[result.verdict], result.verdict)))
