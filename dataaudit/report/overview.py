"""The top of the page: verdict, what became of the rows, a few numbers, and what to do first."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from dataaudit.errors import AuditError
from dataaudit.findings.finding import RANK
from dataaudit.findings.page import message_of, page_of, show_value
from dataaudit.findings.registry import find_finding
from dataaudit.gates.preview import would_fail
from dataaudit.gates.rules import load_gate
from dataaudit.gates.verdict import GateResult, RuleResult
from dataaudit.report.excerpt import one_line
from dataaudit.report.rule_words import rule_words
from dataaudit.report.run_tables import RunTables
from dataaudit.report.section import Page
from dataaudit.report.translations import percent
from dataaudit.results.comparison.sides import open_side
from dataaudit.results.looked_for import found_by
from dataaudit.results.next_steps import next_steps

FAILED_SHOWN = 5
"""Failed rules that the banner names."""
DEFAULT = "default"
"""The gate by which a run without one is judged in the banner."""


def verdict_section(gate: GateResult | None, t: Mapping[str, str], tables: RunTables) -> dict[str, Any]:
    """Kind, title and sentence of the verdict, and the failed rules with their first rows, the gravest first.

    Without a gate, what would fail the default one; ``tables`` is the run.
    """
    if gate is not None:
        failed = [one for one in gate.results if not one.passed]
        text = t[f"verdict_{gate.verdict}_text"].format(rules=len(gate.results), failed=len(failed))
        return {"kind": gate.verdict, "title": t[f"verdict_{gate.verdict}"], "text": text, "failed": _shown(failed, t)}
    result = tables.result
    failing = would_fail(load_gate([DEFAULT]), tables.folder, result.metrics, found_by(result))
    key = "verdict_would_fail" if failing else "verdict_would_pass"
    text = t[key].format(failed=len(failing))
    return {"kind": "none", "title": t["verdict_none"], "text": text, "failed": _shown(failing, t)}


def _shown(failed: Sequence[RuleResult], t: Mapping[str, str]) -> list[tuple[str, str, list[str]]]:
    worst = sorted(failed, key=lambda one: -RANK[one.severity])
    return [(one.id, rule_words(one, t), [one_line(row) for row in one.rows]) for one in worst[:FAILED_SHOWN]]


def conservation_section(tables: RunTables, t: Mapping[str, str]) -> dict[str, Any]:
    """Rows read, kept, dropped and quarantined, as numbers, as a bar and as a sentence."""
    rows = tables.result.row_counts
    shown = {key: f"{value:,}" for key, value in rows.items()}
    bar = []
    at = 0.0
    for kind in ("kept", "dropped", "quarantined"):
        width = 1000 * rows[kind] / rows["read"] if rows["read"] else 0.0
        if width:
            bar.append({"kind": kind, "x": f"{at:.2f}", "width": f"{width:.2f}"})
        at += width
    return {"counts": shown, "bar": bar, "conservation": t["conservation"].format(**shown)}


def steps_section(page: Page) -> dict[str, Any]:
    """What to do first, each with its advice and command."""
    result = page.tables.result
    configuration = result.manifest.configuration
    rows = result.row_counts["read"] - result.row_counts["quarantined"]
    steps = next_steps(result.findings, configuration["clean"])
    shown = [
        {
            "name": step.finding.name,
            "severity": step.finding.severity,
            "message": one_line(message_of(step.finding, rows, page.language)),
            "advice": page_of(find_finding(step.finding.code), page.language).advice,
            "command": step.command,
        }
        for step in steps
    ]
    return {"steps": shown}


def numbers_section(page: Page) -> list[dict[str, str]]:
    """Five numbers of the data, each with that of the baseline where the gate compared with one."""
    metrics = page.tables.result.metrics
    before = _baseline(page.gate)
    shown = []
    for key, read, form in _NUMBERS:
        value, earlier = (_sum(one, read) for one in (metrics, before))
        if value is not None:
            compared = "" if earlier is None else page.t["number_before"].format(value=form(earlier))
            shown.append({"value": form(value), "text": page.t[f"number_{key}"], "before": compared})
    return shown


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _plain(value: float) -> str:
    return show_value(round(value, 3))


_NUMBERS = (
    ("tokens", ("length.tokens.total",), _whole),
    ("median", ("length.tokens.median",), _whole),
    ("repeated", ("duplicates.row.rate", "duplicates.near.rate"), percent),
    ("quality", ("quality.score.median",), _plain),
    ("language", ("language.largest_share",), percent),
)
"""Key of the label, the metrics that are added up, and how the sum is shown."""


def _sum(metrics: Mapping[str, float | int | None], names: tuple[str, ...]) -> float | None:
    values = [value for name in names if (value := metrics.get(name)) is not None]
    return float(sum(values)) if values else None


def _baseline(gate: GateResult | None) -> Mapping[str, float | int | None]:
    """Metrics of the baseline; none where there is none or where it is not there any more."""
    if gate is not None and gate.baseline:
        with contextlib.suppress(AuditError, OSError):
            return open_side(gate.baseline).metrics
    return {}
