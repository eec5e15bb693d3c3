"""The outcome of every rule of the gate."""

from __future__ import annotations

from dataaudit.report.section import Drawing, Page
from dataaudit.stages.spec import SectionSpec

SECTION = SectionSpec(key="rules", rank=10, title="Rules")
TEMPLATE = "rules.html.j2"


def draw(page: Page) -> Drawing | None:
    """Rules with what was measured; None where no gate ran."""
    return None if page.gate is None else {"rules": list(page.gate.results)}
