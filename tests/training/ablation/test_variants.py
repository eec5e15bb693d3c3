from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.errors import InputError
from dataaudit.training.ablation.variants import held_out_rows, touched

SCHEMA = {
    "row_id": pl.UInt64, "kept": pl.Boolean, "split": pl.String, "duplicate_of": pl.UInt64, "near_cluster": pl.Int64,
    "embedding_cluster": pl.Int64, "hash_loose": pl.UInt64, "hash_text": pl.UInt64, "leak_tier": pl.String,
}  # fmt: skip


def rows_of(count: int, **changed: dict[int, Any]) -> pl.DataFrame:
    """Rows without any duplicate, but for what is changed."""
    rows = [
        {"row_id": row, "kept": True, "hash_loose": row + 10, "hash_text": row + 10} | {
            name: values[row] for name, values in changed.items() if row in values
        }
        for row in range(count)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA)


def test_a_row_that_shares_anything_with_another_is_touched() -> None:
    rows = rows_of(
        12, duplicate_of={1: 0}, near_cluster={2: 5}, embedding_cluster={3: 7}, hash_loose={4: 99, 5: 99},
        hash_text={6: 98, 7: 98}, leak_tier={8: "exact"},
    )  # fmt: skip
    assert rows.filter(touched(rows))["row_id"].to_list() == [1, 2, 3, 4, 5, 6, 7, 8]


def test_columns_that_a_run_does_not_have_are_not_needed() -> None:
    rows = rows_of(3, duplicate_of={1: 0}).select("row_id", "kept", "split", "duplicate_of")
    assert rows.filter(touched(rows))["row_id"].to_list() == [1]


@given(st.sets(st.integers(0, 299), max_size=150), st.sets(st.integers(0, 299), max_size=60), st.integers(0, 9))
def test_rows_to_judge_by_are_kept_untouched_and_do_not_depend_on_the_order(
    clustered: set[int], dropped: set[int], seed: int
) -> None:
    rows = rows_of(300, near_cluster=dict.fromkeys(clustered, 1), kept=dict.fromkeys(dropped, False))
    found = held_out_rows(rows, seed).tolist()
    assert len(set(found)) == len(found) == max(50, round(0.15 * (300 - len(dropped))))
    assert set(found).isdisjoint(clustered | dropped)
    assert held_out_rows(rows.reverse(), seed).tolist() == found


def test_an_evaluation_split_judges_where_it_has_rows_enough() -> None:
    split = {row: "train" if row < 800 else "test" for row in range(1000)}
    found = held_out_rows(rows_of(1000, split=split), 1)
    assert len(found) == 150
    assert min(found) >= 800
    few = held_out_rows(rows_of(1000, split={row: "train" if row < 950 else "test" for row in range(1000)}), 1)
    assert min(few) < 950


def test_no_more_rows_judge_than_asked() -> None:
    assert len(held_out_rows(rows_of(1000), 1, most=60)) == 60
    assert len(held_out_rows(rows_of(1000), 1, share=0.5)) == 500


def test_too_few_rows_to_judge_by_are_told() -> None:
    with pytest.raises(InputError, match="only 49 kept rows have no duplicate; at least 50 are needed"):
        held_out_rows(rows_of(300, near_cluster=dict.fromkeys(range(251), 1)), 1)
