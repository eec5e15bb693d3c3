"""The outcome of every rule of the gate, and what was waived."""

from __future__ import annotations

from dataclasses import replace

from dataaudit.report.excerpt import one_line
from dataaudit.report.rule_words import rule_words
from dataaudit.report.section import Drawing, Page, table_of
from dataaudit.stages.spec import SectionSpec

SECTION = SectionSpec(key="rules", rank=10, title="Rules")
TEMPLATE = "rules.html.j2"


def draw(page: Page) -> Drawing | None:
    """Rules with what was measured, failed ones first; None where no gate ran."""
    gate, t = page.gate, page.t
    if gate is None:
        return None
    ordered = sorted(gate.results, key=lambda one: one.passed)
    shown = [replace(one, message=rule_words(one, t), why=page.translated(one.why)) for one in ordered]
    head = [t["finding"], t["rows"], t["waived_reason"], t["waived_owner"], t["waived_until"], t["file"]]
    waived = [
        [one.finding, t["waived_whole"] if one.rows is None else one.rows, one.reason, one.owner, one.until,
         f"{one.file}:{one.line}"]
        for one in gate.waived
    ]  # fmt: skip
    compared = t["compared_with"].format(baseline=one_line(gate.baseline)) if gate.baseline else ""
    return {
        "failing": [one for one in shown if not one.passed],
        "holding": [one for one in shown if one.passed],
        "compared": compared,
        "waived": table_of(t["waived"], head, waived) if waived else None,
        "notes": [one_line(note) for note in gate.notes],
    }
