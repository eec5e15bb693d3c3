"""Renders the page of a comparison of two runs."""

from __future__ import annotations

from markupsafe import Markup

from dataaudit.report.comparison_tables import change_tables, headline
from dataaudit.report.excerpt import one_line
from dataaudit.report.section import table_of
from dataaudit.report.training_page import STYLE, environment, sha256
from dataaudit.results.comparison.compare import Comparison
from dataaudit.stages.personal_data.mask import mask_names


def render_comparison(comparison: Comparison) -> bytes:
    """Render the page.

    Args:
        comparison: What has changed.

    Returns:
        A self-contained UTF-8 page without a script.
    """
    style = STYLE.read_text(encoding="utf-8")
    tables = []
    for one in change_tables(comparison):
        title = f"{one.title} ({len(one.rows) + one.left_out:,})" if one.left_out else one.title
        rows = [[one_line(mask_names(cell)) for cell in row] for row in one.rows]
        tables.append(table_of(title, list(one.head), rows))
    context = {
        "title": one_line(f"{comparison.old} → {comparison.new}"),
        "style": Markup(style),  # noqa: S704  (our own file)
        "style_hash": sha256(style),
        "headline": [one_line(line) for line in headline(comparison)],
        "tables": tables,
    }
    return environment().get_template("comparison.html.j2").render(context).encode("utf-8", "backslashreplace")
