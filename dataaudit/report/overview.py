"""The top of the page: verdict, and what became of the rows."""

from __future__ import annotations

from typing import Any

from dataaudit.findings.finding import RANK
from dataaudit.gates.verdict import GateResult
from dataaudit.report.excerpt import one_line
from dataaudit.report.rule_words import rule_words
from dataaudit.report.run_tables import RunTables

FAILED_SHOWN = 5
"""Failed rules that the banner names."""


def verdict_section(gate: GateResult | None, t: dict[str, str]) -> dict[str, Any]:
    """Kind, title and sentence of the verdict, and the failed rules with their first rows, the gravest first."""
    if gate is None:
        return {"kind": "none", "title": t["verdict_none"], "text": t["verdict_none_text"], "failed": []}
    failed = sum(not one.passed for one in gate.results)
    text = t[f"verdict_{gate.verdict}_text"].format(rules=len(gate.results), failed=failed)
    worst = sorted((one for one in gate.results if not one.passed), key=lambda one: -RANK[one.severity])
    shown = [(one.id, rule_words(one, t), [one_line(row) for row in one.rows]) for one in worst[:FAILED_SHOWN]]
    return {"kind": gate.verdict, "title": t[f"verdict_{gate.verdict}"], "text": text, "failed": shown}


def conservation_section(tables: RunTables, t: dict[str, str]) -> dict[str, Any]:
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
