"""Renders the page of a search: history, importance, slices, parallel coordinates, and every trial."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl
from markupsafe import Markup

from dataaudit.findings.page import show_value
from dataaudit.report.charts.tuning_charts import history_chart, importance_chart, parallel_chart, slice_chart
from dataaudit.report.charts.vega_lite import chart_svg
from dataaudit.report.excerpt import one_line
from dataaudit.report.section import table_of
from dataaudit.report.training_page import STYLE, environment, sha256
from dataaudit.report.translations import labels

if TYPE_CHECKING:
    from dataaudit.training.tuning.space import SearchSpace

_MOST = 500


def render_tuning_page(
    trials: pl.DataFrame, space: SearchSpace, record: Mapping[str, Any], importances: Mapping[str, float]
) -> bytes:
    """Render the page.

    Args:
        trials: One row per trial.
        space: The search space.
        record: ``best``, ``value``, ``default``, ``verdict``.
        importances: By parameter; empty if they are unknown.

    Returns:
        A self-contained UTF-8 page.
    """
    t = labels("en")
    titles = {
        "trial": t["tuning_trial"], "value": t["tuning_value"], "importance": t["tuning_importance_axis"],
        "place_in_range": t["tuning_place"],
    }  # fmt: skip
    style = STYLE.read_text(encoding="utf-8")
    minimise = space.goal == "minimise"
    charts: list[tuple[str, dict[str, Any]]] = []
    if trials.filter(pl.col("state") == "complete").height:
        charts.append((t["tuning_history"], history_chart(trials, minimise=minimise, titles=titles)))
        if importances:
            charts.append((t["tuning_importance"], importance_chart(importances, titles=titles)))
        shown = {name: (one.log, one.choices) for name, one in space.parameters.items()}
        charts.append((t["tuning_parallel"], parallel_chart(trials, shown, minimise=minimise, titles=titles)))
    slices = [
        (name, slice_chart(trials, name, log=one.log, discrete=one.choices is not None, titles=titles))
        for name, one in space.parameters.items()
        if charts
    ]
    ordered = trials.sort("value", descending=not minimise, nulls_last=True, maintain_order=True).head(_MOST)
    names = list(space.parameters)
    rows = [
        [str(row["number"]), row["state"], "" if row["value"] is None else show_value(row["value"]),
         *(show_value(row[name]) for name in names), one_line(row["failed"] or "")]
        for row in ordered.to_dicts()
    ]  # fmt: skip
    head = [t["tuning_trial"], t["tuning_state"], t["tuning_value"], *names, t["tuning_failed"]]
    context = {
        "t": t,
        "title": one_line(t["tuning_title"].format(name=space.title or ", ".join(names))),
        "style": Markup(style),  # noqa: S704  (our own file)
        "style_hash": sha256(style),
        "verdict": one_line(str(record["verdict"])),
        "best": _shown(record["best"]),
        "default": _shown(record["default"]),
        "value": "" if record["value"] is None else show_value(record["value"]),
        "charts": [(caption, _svg(one, f"chart-{place}")) for place, (caption, one) in enumerate(charts)],
        "slices": [(caption, _svg(one, f"slice-{place}")) for place, (caption, one) in enumerate(slices)],
        "table": table_of(t["tuning_trials"], head, rows),
    }
    return environment().get_template("tuning.html.j2").render(context).encode("utf-8", "backslashreplace")


def _svg(specification: dict[str, Any], name: str) -> Markup:
    return Markup(chart_svg(specification, name))  # noqa: S704  (drawn by us)


def _shown(values: Mapping[str, Any] | None) -> str:
    return (
        "" if values is None else ", ".join(f"{name} {one_line(show_value(value))}" for name, value in values.items())
    )
