"""Values of columns are counted as a plain loop counts them, and as great-expectations does value by value."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.gates.column_values import MOST, column_values
from dataaudit.gates.expectations import validate_frame
from dataaudit.gates.rules import PlacedRule, Rule


def written(folder: Path, values: list[Any], kept: list[bool]) -> Path:
    (folder / "rows").mkdir(parents=True, exist_ok=True)
    frame = pl.DataFrame({"x": pl.Series(values, dtype=pl.Float64), "kept": pl.Series(kept, dtype=pl.Boolean)})
    frame.write_parquet(folder / "rows" / "part-00000.parquet")
    return folder


NUMBERS = st.none() | st.floats(allow_infinity=True, allow_nan=True, width=32) | st.integers(-5, 5).map(float)
BOUNDS = st.none() | st.integers(-3, 3).map(float)


@given(st.lists(st.tuples(NUMBERS, st.booleans()), max_size=30), BOUNDS, BOUNDS, st.sampled_from(["all", "kept"]))
def test_counts_are_those_of_a_plain_loop(
    tmp_path_factory: Any, rows: list[tuple[float | None, bool]], low: float | None, high: float | None, which: Any
) -> None:
    folder = written(tmp_path_factory.mktemp("rows"), [one for one, _ in rows], [kept for _, kept in rows])
    rule = Rule(id="a", column="x", min=low, max=high, rows=which)
    told = column_values(folder, [PlacedRule(rule, "r.yml", 1)])[0]
    seen = [one for one, kept in rows if one is not None and not math.isnan(one) and (kept or which == "all")]
    beyond = [one for one in seen if (low is not None and one < low) or (high is not None and one > high)]
    inside = [one for one in seen if one not in beyond]
    assert (told.checked, told.outside) == (len(seen), len(beyond))
    assert set(told.outside_sample) == set(beyond)
    assert told.inside_sample == ((min(inside), max(inside)) if inside else ())


def test_great_expectations_counts_the_same_value_by_value(tmp_path: Path) -> None:
    values = [float(n % 700) for n in range(5000)]
    folder = written(tmp_path, values, [True] * len(values))
    rule = Rule(id="a", column="x", min=20.0, max=600.0)
    told = column_values(folder, [PlacedRule(rule, "r.yml", 1)])[0]
    kwargs = {"column": "x", "min_value": 20.0, "max_value": 600.0, "mostly": 0.0}
    frame = pl.DataFrame({"x": values}).to_pandas()
    outcome = validate_frame(frame, [{"type": "expect_column_values_to_be_between", "kwargs": kwargs}])[0]["result"]
    assert (told.checked, told.outside) == (outcome["element_count"], outcome["unexpected_count"])
    assert len(told.outside_sample) <= MOST
    assert json.dumps(told.inside_sample) == "[20.0, 600.0]"
