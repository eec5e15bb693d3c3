"""Groups and times across splits, beside plain Python."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dataaudit
from dataaudit.errors import InputError
from dataaudit.stages.splits.crossing_keys import groups_across, times_across

SPLITS = st.sampled_from(["train", "test", "dev", None])


def test_shared_groups_are_those_of_plain_sets() -> None:
    drawn = random.Random(3)
    rows = [(number, drawn.choice(["train", "test", None]), drawn.randrange(9)) for number in range(200)]
    frame = pl.DataFrame(rows, ["row_id", "split", "value"], orient="row").with_columns(
        pl.col("row_id").cast(pl.UInt64), pl.col("value").cast(pl.UInt64), serial=pl.lit(-1, pl.Int64)
    )
    train = {value for _, split, value in rows if split == "train" and value}
    items = [(row, value) for row, split, value in rows if split == "test" and value]
    told = groups_across(frame, 0)
    assert [(one["split"], one["item_split"]) for one in told] == [("train", "test")]
    assert told[0]["shared_groups"] == len(train & {value for _, value in items})
    assert told[0]["shared_rows"] == sum(value in train for _, value in items)
    assert told[0]["sample"] == [row for row, value in items if value in train][:10]


@given(st.lists(st.tuples(SPLITS, st.one_of(st.floats(-1e6, 1e6), st.just(float("nan")))), max_size=30))
def test_the_order_in_time_is_that_of_all_pairs(rows: list[tuple[str | None, float]]) -> None:
    schema = {"row_id": pl.UInt64, "split": pl.String, "time": pl.Float64}
    frame = pl.DataFrame([(number, *row) for number, row in enumerate(rows)], schema, orient="row")
    for told in times_across(frame):
        if not told["rows"]:
            known = [split for split, time in rows if time == time]
            assert told["split"] not in known or told["item_split"] not in known
            continue
        own = [time for split, time in rows if split == told["split"] and time == time]
        items = [time for split, time in rows if split == told["item_split"] and time == time]
        later = sum((one > two) + (one == two) / 2 for one in own for two in items)
        assert told["later_share"] == pytest.approx(later / (len(own) * len(items)))
        assert told["later_rows"] == sum(one > min(items) for one in own)
        assert told["earlier_items"] == sum(one < max(own) for one in items)


def test_declared_columns_count_whatever_they_are_called(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "text": [f"a text about number {number}" for number in range(12)],
            "split": ["train", "test"] * 6,
            "who": ["a", "b", "c"] * 4,
            "when": [f"2024-01-{12 - number:02d}" for number in range(12)],
        }
    )
    settings = ["input.groups=[who]", "input.time=when"]
    result = dataaudit.audit(frame, out=tmp_path / "run", settings=settings)
    told = {one.name: one for one in result.findings}
    assert told["group-leak"].evidence["column"] == "who"
    assert told["group-leak"].count == 6
    assert told["time-leak"].severity == "warning"
    with pytest.raises(InputError, match=r"no column 'whom' for input.groups"):
        dataaudit.audit(frame, out=tmp_path / "other", settings=["input.groups=[whom]"])


def test_dates_that_nobody_can_read_are_not_assessed(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "text": [f"a text about number {number}" for number in range(24)],
            "split": ["train", "test"] * 12,
            "date": [f"{1 + number % 12:02d}/{1 + number * 5 % 12:02d}/2024" for number in range(24)],
        }
    )
    result = dataaudit.audit(frame, out=tmp_path / "run")
    told = next(one for one in result.findings if one.name == "time-leak")
    assert (told.status, told.severity) == ("insufficient_evidence", "info")


def test_severity_goes_by_the_share_of_the_evaluation_items(tmp_path: Path) -> None:
    texts = [f"a training text about number {number} and nothing else" for number in range(400)]
    items = [f"an item of the test, number {number}, with its question" for number in range(4)]
    frame = pl.DataFrame(
        {"text": [*texts, *items[:2], *items], "split": ["train"] * (len(texts) + 2) + ["test"] * len(items)}
    )
    result = dataaudit.audit(frame, out=tmp_path / "run", settings=["stages.embeddings=false"])
    leak = next(one for one in result.findings if one.name == "exact-leak")
    assert leak.severity == "error"
    assert (leak.evidence["items"], leak.evidence["items_total"]) == (2, 4)
    assert result.metrics["leakage.items.share"] == 0.5
