"""The map of topics; the stage declares the table below it."""

from __future__ import annotations

from dataaudit.report.charts.charts import map_chart
from dataaudit.report.section import Drawing, Page, figure


def draw(page: Page) -> Drawing | None:
    """The map; None where there is none."""
    topics = page.tables.summary("topics")
    if topics is None or topics.is_empty():
        return None
    points = [
        {"x": row["x"], "y": row["y"], "rows": row["rows"], "topic": ", ".join(row["words"][:2])}
        for row in topics.to_dicts()
    ]
    svg = map_chart(points, count_title=page.t["rows"])
    return {"figures": [figure(svg, page.t["topic_map"])]}
