"""A chart for every signal that a quality finding judges, with its threshold."""

from __future__ import annotations

from typing import Any

from dataaudit.findings.finding import RowFinding
from dataaudit.report.charts.charts import histogram_chart
from dataaudit.report.charts.histogram import length_histogram, value_histogram
from dataaudit.report.section import Drawing, Page, figure
from dataaudit.stages.spec import SectionSpec

SECTION = SectionSpec(key="quality", rank=90, title="Text quality signals")
TEMPLATE = "charts.html.j2"


def draw(page: Page) -> Drawing | None:
    """A chart for every signal that a quality finding judges, with its threshold."""
    tables, t = page.tables, page.t
    charts: list[dict[str, Any]] = []
    drawn: set[str] = set()
    for finding in page.findings:
        if finding.family != "quality" or not isinstance(finding, RowFinding):
            continue
        limits = [value for value in finding.thresholds().values() if isinstance(value, int | float)]
        for place, signal in enumerate(finding.reads):
            if signal in drawn or signal not in tables.columns or signal == "visible_chars":
                continue
            drawn.add(signal)
            marks = _marks(finding, place, limits)
            values = tables.signal(signal)
            if values.dtype.kind not in "iufb":  # names have no histogram
                continue
            long_tail = signal in ("chars", "words")
            histogram = length_histogram(values) if long_tail else value_histogram(values, marks)
            if histogram is None:
                continue
            inside = [mark for mark in marks if histogram.edges[0] <= mark <= histogram.edges[-1]]
            svg = histogram_chart(
                histogram,
                title=signal,
                count_title=t["texts"],
                marks=inside,
                width=250,
                height=110,
            )
            charts.append(figure(svg, f"{finding.code} {finding.name}"))
    return {"text": t["quality_text"], "figures": charts} if charts else None


def _marks(finding: RowFinding[Any], place: int, limits: list[float]) -> list[float]:
    """The thresholds of one of a finding's signals: its own where every signal has one, else all of them."""
    numbers = [float(value) for value in limits if not isinstance(value, bool)]
    return [numbers[place]] if len(finding.reads) > 1 and len(numbers) == len(finding.reads) else numbers
