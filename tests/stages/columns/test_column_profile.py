"""The profile of a column, beside a plain count."""

from __future__ import annotations

from collections import Counter
from random import Random

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.stages.columns.column_profile import profile

ROWS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(["train", "test"]), st.integers(0, 4), st.integers(1, 3))
)


def frame(rows: list[tuple[str, str, int, int]], text: str = "row_digest") -> pl.DataFrame:
    """Rows whose text differs with the column that is named, all else of it."""
    names = {"file": pl.String, "split": pl.String, "value": pl.UInt64, "row_digest": pl.UInt64}
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(pl.col(text).alias("text"))


@given(ROWS)
def test_missing_distinct_and_repeated_values_are_those_of_a_plain_count(rows: list[tuple[str, str, int, int]]) -> None:
    found = profile(frame(rows), words=True)
    values = [row for row in rows if row[2]]
    different = Counter((file, value) for file, value, _ in {(row[0], row[2], row[3]) for row in values})
    assert found["rows"] == len(rows)
    assert found["missing"] == len(rows) - len(values)
    assert found["distinct"] == len({row[2] for row in values})
    assert found["repeated"] == sum(count for count in different.values() if count > 1)


@given(ROWS)
def test_an_identifier_that_always_has_the_same_text_is_one_of_texts(rows: list[tuple[str, str, int, int]]) -> None:
    assert profile(frame(rows, text="value"), words=True)["repeated"] == 0


def test_splits_without_a_common_category_are_apart() -> None:
    random = Random(1)
    train = [("a", "train", random.choice([1, 2]), number) for number in range(40)]
    test = [("a", "test", random.choice([3, 4]), number) for number in range(20)]
    both = [("a", "test", random.choice([2, 3]), number) for number in range(20)]
    assert profile(frame(train + test), words=True)["apart"] is True
    assert profile(frame(train + both), words=True)["apart"] is False
    assert profile(frame(train + test), words=False)["apart"] is None
    assert profile(frame(train), words=True)["apart"] is None


def test_a_table_without_rows_has_a_profile() -> None:
    assert profile(frame([]), words=True) == {
        "rows": 0, "missing": 0, "least_missing_share": None, "distinct": 0, "repeated": 0, "apart": None,
    }  # fmt: skip
