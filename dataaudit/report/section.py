"""What sections of the page share: what they are drawn from, and the pieces that they are made of.

A file of ``sections/`` is called as its section's key. ``draw`` gives what the section shows, or None where the run has
nothing of it; ``SECTION`` declares it where no stage does; ``TEMPLATE`` names a template other than the common one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from dataaudit.config.run_options import ReportOptions
from dataaudit.engine.pipeline import load_pipeline
from dataaudit.findings.finding import Finding, Options
from dataaudit.findings.page import show_value
from dataaudit.findings.resolve_findings import active_findings
from dataaudit.gates.verdict import GateResult
from dataaudit.report.excerpt import one_line
from dataaudit.report.run_tables import RunTables
from dataaudit.report.translations import labels, translator
from dataaudit.store.manifest import needs_available

MOST = 20
"""Rows of a table that a page shows."""
LONGEST = 160
"""Characters of a text in a table."""

Drawing = dict[str, Any]
"""Variables of a section's template: ``text``, ``figures`` and ``tables`` of the common one."""


@dataclass(frozen=True)
class Page:
    """What sections are drawn from.

    Attributes:
        tables: The run's tables.
        gate: The outcome of the gate that judged it last, or None.
        settings: The ``report`` section of the pipeline.
    """

    tables: RunTables
    gate: GateResult | None
    settings: ReportOptions

    @property
    def language(self) -> str:
        """Its language: en or zh."""
        return self.settings.language

    @property
    def t(self) -> dict[str, str]:
        """The words of drawn sections by key."""
        return labels(self.language)

    @cached_property
    def translated(self) -> Callable[[str], str]:
        """Turns a declared English text into the page's language."""
        return translator(self.language)

    @cached_property
    def findings(self) -> list[Finding[Options]]:
        """The findings that judged the run, with their options.

        Raises:
            RunDirectoryError: The run was written by a version that did not keep what they may read.
        """
        result = self.tables.result
        available = needs_available(result.path, result.manifest, "report")
        return active_findings(load_pipeline(mapping=result.manifest.configuration).declaration, available)


def figure(svg: str, caption: str) -> dict[str, Any]:
    """A chart of ours for the page: it is markup that we made, with all data in it escaped."""
    return {"svg": Markup(svg), "caption": caption}  # noqa: S704


def table_of(title: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """A table for the page: cells as text, and whether each column holds numbers."""
    numbers = [
        all(isinstance(row[place], int | float) for row in rows) if rows else False for place in range(len(head))
    ]
    cells = [[one_line(cell) if isinstance(cell, str) else show_value(cell) for cell in row] for row in rows]
    return {"title": title, "head": list(zip(head, numbers, strict=True)), "rows": cells, "numbers": numbers}


def number(value: float | int | None) -> str:
    """A number for reading, to one decimal; a dash for none."""
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def shown_row(page: Page, row_id: int) -> dict[str, Any]:
    """A row's place and its masked excerpt."""
    place = page.tables.places.get(row_id, {})
    text = page.tables.excerpts.get(row_id)
    return {
        "row_id": row_id,
        "file": one_line(place.get("file") or ""),
        "position": place.get("position"),
        "text": page.t["no_text"] if text is None else text[:600] + ("…" if len(text) > 600 else ""),
    }
