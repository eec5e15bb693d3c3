"""Rows by language."""

from __future__ import annotations

from dataaudit.report.charts.charts import bar_chart
from dataaudit.report.section import Drawing, Page, figure
from dataaudit.report.translations import percent

MOST_LANGUAGES = 25


def draw(page: Page) -> Drawing | None:
    """Rows by language."""
    tables, t = page.tables, page.t
    table = tables.summary("languages")
    if table is None or table.is_empty():
        return None
    rows = [
        {"label": row["language"], "rows": row["rows"], "split": ""} for row in table.head(MOST_LANGUAGES).to_dicts()
    ]
    svg = bar_chart(rows, count_title=t["rows"], group_title=t["split"])
    more = table.height > MOST_LANGUAGES
    caption = t["more_languages"].format(shown=MOST_LANGUAGES, total=table.height) if more else ""
    unknown = tables.result.metrics.get("language.unknown_share") or 0.0
    count = tables.result.metrics["language.count"]
    text = t["languages_text"].format(languages=count, unknown=percent(unknown))
    return {"lead": text, "figures": [figure(svg, caption)]}
