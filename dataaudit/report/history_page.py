"""Renders the index of runs: a line a run with a link to its report, and metrics over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from dataaudit.report.charts.charts import series_chart
from dataaudit.report.excerpt import one_line
from dataaudit.report.training_page import STYLE, environment, sha256
from dataaudit.report.translations import labels
from dataaudit.results.history import PastRun


def render_history(runs: Sequence[PastRun], metrics: Sequence[str], title: str, base: str) -> bytes:
    """Render the page.

    Args:
        runs: The oldest first.
        metrics: Names of metrics to chart; those without a value in two runs are left out.
        title: Of the page.
        base: Path from the page to the folder of the runs, ``.`` for the same.

    Returns:
        A self-contained UTF-8 page without a script.
    """
    style = STYLE.read_text(encoding="utf-8")
    charts = []
    for name in metrics:
        values = [one.metrics.get(name) for one in runs]
        if sum(value is not None for value in values) >= 2:
            marks = [f"{datetime.fromisoformat(one.finished):%d %b}" for one in runs]  # digits alone look like a number
            charts.append((name, Markup(series_chart(values, marks))))  # noqa: S704  (drawn by us)
    context = {
        "t": labels("en"),
        "title": one_line(title),
        "style": Markup(style),  # noqa: S704  (our own file)
        "style_hash": sha256(style),
        "charts": charts,
        "runs": [
            {
                "run": one,
                "link": quote((Path(base) / one.path / "report.html").as_posix()),
                "new": one_line(", ".join(one.new)),
                "gone": one_line(", ".join(one.gone)),
            }
            for one in reversed(runs)
        ],
    }
    return environment().get_template("history.html.j2").render(context).encode("utf-8", "backslashreplace")
