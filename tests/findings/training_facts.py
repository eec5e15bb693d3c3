"""Facts of a training or augmentation run, made of a case: curves by a small notation, other tables as rows."""

from __future__ import annotations

import math
from random import Random
from typing import Any

import polars as pl

from dataaudit.augment.augmentation_tables import CLASSES, COUNTS
from dataaudit.findings.finding import Facts
from dataaudit.training.judge_run import tables_of
from dataaudit.training.logs.run_log import CURVES, NOTES
from dataaudit.training.monitor_tables import SCHEMAS

OTHERS = {
    "augmentation_classes": pl.DataFrame(CLASSES.empty_table()).schema,
    "augmentation_counts": pl.DataFrame(COUNTS.empty_table()).schema,
}
NUMBERS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def values(spec: Any) -> list[float]:
    """Values of a curve: a list, or ``{from, to, points, noise, seed, shape, set}``, or ``{parts: [...]}``.

    ``shape`` is ``exp`` (falls fast first, the default), ``linear`` or ``zigzag`` (adds ``swing`` up and down); ``set``
    puts values at places counted from 0.
    """
    if isinstance(spec, list):
        return [NUMBERS.get(str(value), value) for value in spec]
    if "parts" in spec:
        made = [value for part in spec["parts"] for value in values(part)]
    else:
        random = Random(spec.get("seed", 1))
        points, first, last = spec["points"], spec["from"], spec.get("to", spec["from"])
        made = []
        for place in range(points):
            way = place / max(points - 1, 1)
            if spec.get("shape", "exp") == "exp":
                way = (1 - math.exp(-5 * way)) / (1 - math.exp(-5))
            value = first + (last - first) * way + random.gauss(0, spec.get("noise", 0.0))
            if spec.get("shape") == "zigzag":
                value += spec["swing"] * (1 if place % 2 else -1)
            made.append(value)
    for place, value in (spec.get("set") or {}).items():
        made[int(place)] = NUMBERS.get(str(value), value)
    return made


def training_facts(case: dict[str, Any]) -> Facts:
    """Facts of a case: ``curves`` by ``split/metric`` (``every``: steps between points), ``tables``, ``metrics``."""
    rows: list[dict[str, Any]] = []
    for name, spec in (case.get("curves") or {}).items():
        split, metric = name.split("/")
        every = spec.get("every", 1) if isinstance(spec, dict) else 1
        begin = spec.get("begin", 0) if isinstance(spec, dict) else 0
        for place, value in enumerate(values(spec)):
            rows.append(
                {"split": split, "metric": metric, "column": name, "step": float(begin + place * every), "value": value,
                 "place": int(begin + place * every), "superseded": False}
            )  # fmt: skip
    metrics = {f"training.{name}": value for name, value in (case.get("metrics") or {}).items()}
    notes = pl.DataFrame(case.get("notes") or [], schema=NOTES)
    tables = tables_of(pl.DataFrame(rows, schema=CURVES), notes, metrics)
    for name, records in (case.get("tables") or {}).items():
        filled = [
            {key: NUMBERS.get(str(value), value) for key, value in one.items()}
            for row in records
            for one in repeated(row)
        ]
        schema = SCHEMAS.get(name) or OTHERS[name]
        tables[name] = pl.DataFrame([{**dict.fromkeys(schema), **row} for row in filled], schema=schema)
    return Facts(rows=0, read=0, metrics=metrics, tables=tables, flagged={})


def repeated(row: dict[str, Any]) -> list[dict[str, Any]]:
    """A row; with ``steps: [first, end, by]`` one for every step, with ``rows: [first, end]`` one for every row id."""
    if "steps" in row:
        rest = {key: value for key, value in row.items() if key != "steps"}
        return [{**rest, "step": float(step)} for step in range(*row["steps"])]
    if "rows" in row:
        rest = {key: value for key, value in row.items() if key != "rows"}
        return [{**rest, "row_id": number} for number in range(*row["rows"])]
    return [row]
