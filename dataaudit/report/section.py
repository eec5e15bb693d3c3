"""What sections of the page share: what they are drawn from, and the pieces that they are made of.

A file of ``sections/`` is called as its section's key. ``draw`` gives what the section shows, or None where the run has
nothing of it; ``SECTION`` declares it where no stage does; ``TEMPLATE`` names a template other than the common one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from dataaudit.config.run_options import ReportOptions
from dataaudit.engine.threshold_impact import Costs
from dataaudit.findings.finding import Finding, Options
from dataaudit.findings.page import show_value
from dataaudit.findings.registry import all_findings
from dataaudit.findings.resolve_findings import AUGMENTATION, READING, TRAINING
from dataaudit.gates.verdict import GateResult
from dataaudit.report.excerpt import one_line
from dataaudit.report.run_tables import RunTables
from dataaudit.report.translations import labels, translator
from dataaudit.results.judged_by import judged_by
from dataaudit.results.worst_rows import worst_rows

MOST = 20
"""Rows of a table that a page shows."""
LONGEST = 160
"""Characters of a text in a table."""
LONGEST_ROW = 1200
"""Characters of a sample row."""

_NUMBER = re.compile(r"[-+]?\d[\d,.]*%?|–|")

Drawing = dict[str, Any]
"""Variables of a section's template: ``text``, ``figures`` and ``tables`` of the common one."""


@dataclass(frozen=True)
class Page:
    """What sections are drawn from.

    Attributes:
        tables: The run's tables.
        gate: The outcome of the gate that judged it last, or None.
        settings: The ``report`` section of the pipeline.
        chosen: The rows shown of every finding, where they have been chosen already.
    """

    tables: RunTables
    gate: GateResult | None
    settings: ReportOptions
    chosen: Mapping[str, tuple[int, ...]] | None = None

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
        return judged_by(result.path, result.manifest, "report")

    @cached_property
    def looked_for(self) -> list[str]:
        """Families of which at least one finding judged the run."""
        return list(dict.fromkeys([READING, *(one.family for one in self.findings)]))

    @cached_property
    def unassessed(self) -> list[str]:
        """Families of which no finding could judge the run, because it has nothing that they read."""
        known = {*self.looked_for, *(one.family for one in self.tables.result.findings), TRAINING, AUGMENTATION}
        return [one for one in dict.fromkeys(one.family for one in all_findings()) if one not in known]

    @cached_property
    def costs(self) -> Costs:
        """What every threshold of the run costs."""
        return self.tables.result.costs()

    @cached_property
    def alone(self) -> dict[str, int]:
        """Rows that a finding alone finds, by its code."""
        return dict(self.costs.findings.select("code", "alone").iter_rows())

    @cached_property
    def worst(self) -> Mapping[str, tuple[int, ...]]:
        """The rows shown of every finding."""
        if self.chosen is not None:
            return self.chosen
        tables = self.tables
        return worst_rows(tables.folder, self.findings, tables.result.findings, self.settings.samples)


def figure(svg: str, caption: str) -> dict[str, Any]:
    """A chart of ours for the page: it is markup that we made, with all data in it escaped."""
    return {"svg": Markup(svg), "caption": caption}  # noqa: S704


def table_of(
    title: str, head: Sequence[str], rows: Sequence[Sequence[Any]], *, more: tuple[int, str] | None = None
) -> dict[str, Any]:
    """A table for the page: cells as text, and whether each column holds numbers.

    Args:
        title: Above it.
        head: A title a column.
        rows: Values.
        more: How many rows there are in all, and the file of the run that has them; where that is more than are shown.
    """
    numbers = [bool(rows) and all(_is_number(row[place]) for row in rows) for place in range(len(head))]
    cells = [[one_line(cell) if isinstance(cell, str) else show_value(cell) for cell in row] for row in rows]
    rest = (
        {"total": f"{more[0]:,}", "shown": f"{len(rows):,}", "file": more[1]} if more and more[0] > len(rows) else None
    )
    titles = list(zip(head, numbers, strict=True))
    return {"title": title, "head": titles, "rows": cells, "numbers": numbers, "more": rest}


def _is_number(cell: Any) -> bool:
    """Whether a cell is set as numbers are: a number, one in words for reading, or nothing."""
    return isinstance(cell, int | float) or (isinstance(cell, str) and _NUMBER.fullmatch(cell) is not None)


def number(value: float | int | None) -> str:
    """A number for reading, to one decimal where it is not whole; a dash for none."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def shown_row(page: Page, row_id: int) -> dict[str, Any]:
    """A row's place and its masked excerpt."""
    place = page.tables.places.get(row_id, {})
    text = page.tables.excerpts.get(row_id)
    return {
        "row_id": row_id,
        "file": one_line(place.get("file") or ""),
        "position": place.get("position"),
        "text": page.t["no_text"] if text is None else text[:LONGEST_ROW] + ("…" if len(text) > LONGEST_ROW else ""),
    }
