"""Labels as numbers: which rows, which classes, and why not."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from every import every
from hypothesis import given
from hypothesis import strategies as st
from stages.labels.label_runs import issues, judged, summary, two_themes

from dataaudit.stages.labels.given_labels import FEWEST_OF_CLASS, FEWEST_ROWS, GivenLabels, given_labels


def of(values: list[str | None]) -> GivenLabels:
    return given_labels(values, np.ones(len(values), np.bool_))


@every(
    "values, reason",
    [
        ([], "classes of at least 5 rows: 0; 2 are needed"),
        (["a"], "classes of at least 5 rows: 0; 2 are needed"),
        ([None] * 80, "classes of at least 5 rows: 0; 2 are needed"),
        (["a"] * 80, "classes of at least 5 rows: 1; 2 are needed"),
        (["a"] * 80 + ["b"] * 4, "classes of at least 5 rows: 1; 2 are needed"),
        (["a"] * 24 + ["b"] * 25, "49 labelled rows; at least 50 are needed"),
        ([str(n / 7) for n in range(100)], "labels look like numbers on a scale: 100 distinct values in 100 rows"),
        (["a", "b"] * 25, ""),
        (["a"] * 45 + ["b"] * 5, ""),
        (["1.0", "2.0", "3.0", "4.0", "5.0"] * 20, ""),
        (['["a"]'] * 80, "no class has at least 5 rows with it and 5 without it"),
        (["[]"] * 80, "no class has at least 5 rows with it and 5 without it"),
        (['["a"]', "[]"] * 20, "40 labelled rows; at least 50 are needed"),
    ],
)
def test_it_is_told_why_labels_cannot_be_judged(values: list[str | None], reason: str) -> None:
    assert of(values).reason == reason


def test_more_than_a_thousand_classes_are_too_many() -> None:
    assert (
        of([f"class {n}" for n in range(1001) for _ in range(5)]).reason == "1,001 classes; at most 1,000 are supported"
    )


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c", "d", None]), st.booleans()), max_size=120))
def test_classes_of_five_rows_are_kept_and_the_others_counted(rows: list[tuple[str | None, bool]]) -> None:
    found = given_labels([label for label, _ in rows], np.array([there for _, there in rows], np.bool_))
    counts = Counter(label for label, there in rows if there and label is not None)
    classes = sorted(name for name, count in counts.items() if count >= FEWEST_OF_CLASS)
    assert list(found.classes) == classes
    places = [place for place, (label, there) in enumerate(rows) if there and label in classes]
    assert found.places.tolist() == places
    assert [found.shown(row, one) for row, one in enumerate(found.labels.tolist())] == [rows[n][0] for n in places]
    assert found.left_out == counts.total() - len(places)
    assert (found.reason == "") == (len(classes) >= 2 and len(places) >= FEWEST_ROWS)


NAMES = st.lists(st.sampled_from(["a", "b", "c"]), max_size=3)


@given(st.lists(NAMES, min_size=1, max_size=90))
def test_lists_of_names_are_a_table_of_yes_and_no(rows: list[list[str]]) -> None:
    found = of([json.dumps(row) for row in rows])
    assert found.several
    counts = Counter(name for row in rows for name in set(row))
    classes = sorted(name for name, count in counts.items() if 5 <= count <= len(rows) - 5)
    assert list(found.classes) == classes
    known = [place for place, row in enumerate(rows) if set(row) <= set(classes)]
    assert found.places.tolist() == known
    assert [json.loads(found.shown(n, one)) for n, one in enumerate(found.labels)] == [
        sorted(set(rows[place])) for place in known
    ]
    assert found.left_out == len(rows) - len(known)


def test_labels_that_only_look_like_lists_are_names() -> None:
    values: list[str | None] = ["[red", "[blue]"] * 30
    assert of(values).classes == ("[blue]", "[red")
    assert of([*values, *['["a"]'] * 5]).classes == ('["a"]', "[blue]", "[red")


@pytest.mark.parametrize("missing", [None, math.nan])
def test_numbers_as_labels_are_classes_and_nan_is_none(tmp_path: Path, missing: Any) -> None:
    frame = two_themes(80)
    numbers = [missing if place < 10 else float(label == "trade") for place, label in enumerate(frame["label"])]
    result = judged(tmp_path, frame.with_columns(label=pl.Series(numbers, dtype=pl.Float64)))
    assert summary(result)["rows"] == 70
    assert summary(result)["left_out"] == 0
    assert issues(result) == []


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (two_themes(1), "classes of at least 5 rows: 0; 2 are needed"),
        (two_themes(40), "40 labelled rows; at least 50 are needed"),
        (two_themes(80).with_columns(label=pl.lit("sport")), "classes of at least 5 rows: 1; 2 are needed"),
        (two_themes(80).with_columns(label=pl.lit(None, pl.String)), "classes of at least 5 rows: 0; 2 are needed"),
        (two_themes(80).with_columns(text=pl.lit(None, pl.String)), "classes of at least 5 rows: 0; 2 are needed"),
        (two_themes(0), "classes of at least 5 rows: 0; 2 are needed"),
        (
            two_themes(80).with_columns(label=pl.Series([n / 7 for n in range(80)])),
            "labels look like numbers on a scale: 80 distinct values in 80 rows",
        ),
    ],
    ids=["one row", "few rows", "one class", "no labels", "no texts", "no rows", "a scale"],
)
def test_too_little_to_judge_is_insufficient_evidence(tmp_path: Path, frame: pl.DataFrame, reason: str) -> None:
    if frame.height == 0:
        frame = pl.DataFrame(schema={"text": pl.String, "label": pl.String})
    result = judged(tmp_path, frame)
    assert summary(result) == {"reason": reason}
    assert [(one.status, one.message) for one in result.findings if one.code == "LBL005"] == [
        ("insufficient_evidence", f"not enough data to judge: {reason}")
    ]
    assert issues(result) == []
    assert set(result.rows()["label_issue_score"].to_list()) <= {None}
