from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from augment.augmenting import finished_run
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.augment.guards.distinct import half
from dataaudit.augment.source_rows import has_evaluation, hashes, training_rows
from dataaudit.stages.leakage.similar import item_hashes


def known(**columns: Any) -> pl.DataFrame:
    count = len(next(iter(columns.values())))
    told = {"row_id": list(range(count)), "kept": [True] * count, "split": [None] * count, "leak_tier": [None] * count}
    schema = {"row_id": pl.UInt64, "kept": pl.Boolean, "split": pl.String, "leak_tier": pl.String}
    return pl.DataFrame({**told, **columns}, schema=schema)


ROW = st.tuples(
    st.booleans(), st.sampled_from(["train", "test", "dev", "extra", None]), st.sampled_from([None, None, "ngram"])
)


@given(st.lists(ROW, min_size=1, max_size=12))
def test_sources_are_kept_rows_of_no_evaluation_split_that_are_no_leak(
    rows: list[tuple[bool, str | None, str | None]],
) -> None:
    kept, split, tier = (list(column) for column in zip(*rows, strict=True))
    table = known(kept=kept, split=split, leak_tier=tier)
    evaluation = [place for place, row in enumerate(rows) if row[0] and row[1] in ("test", "dev")]
    others = [place for place, row in enumerate(rows) if row[0] and row[1] not in ("test", "dev")]
    expected = [place for place in others or evaluation if tier[place] is None]
    assert training_rows(table)["row_id"].to_list() == expected
    assert has_evaluation(table) == bool(evaluation and others)


def test_a_table_without_leaks_or_splits_is_all_training() -> None:
    assert training_rows(known(kept=[True, False, True]).drop("leak_tier"))["row_id"].to_list() == [0, 2]
    assert not has_evaluation(known(kept=[True, True]))


def test_rows_are_read_in_order_part_by_part(tmp_path: Path) -> None:
    rows = [{"text": f"text {number}", "n": number} for number in range(10)]
    source = finished_run(tmp_path / "run", rows, parts=3)
    told = list(source.parts({5, 19, 33, 68, 9999}))
    assert [ids for ids, _ in told] == [[5, 19], [33], [68]]
    assert [value for _, table in told for value in table.column("n").to_pylist()] == [0, 2, 4, 9]
    assert source.schema.names == ["text", "n"]
    assert dict(source.texts({12, 61})) == {12: "text 1", 61: "text 8"}
    assert list(source.parts(set())) == []


def test_a_row_that_is_not_kept_is_not_there(tmp_path: Path) -> None:
    rows = [{"text": f"text {number}", "kept": number != 1} for number in range(3)]
    source = finished_run(tmp_path / "run", rows)
    assert dict(source.texts({5, 12, 19})) == {5: "text 0", 19: "text 2"}
    assert source.known()["kept"].to_list() == [True, False, True]


def test_evaluation_items_are_the_rows_of_evaluation_splits_that_have_a_text(tmp_path: Path) -> None:
    splits = ["train", "test", "validation", None, "test"]
    rows = [{"text": "" if place == 4 else f"text {place}", "split": split} for place, split in enumerate(splits)]
    source = finished_run(tmp_path / "run", rows)
    items = source.evaluation_items(source.known())
    assert (items.texts, items.splits, items.rows) == (["text 1", "text 2"], ["test", "validation"], [12, 19])


@pytest.mark.parametrize("template", ["{question}\n{answer}", "Q: {question}"])
def test_the_text_of_a_row_is_what_the_template_gives(tmp_path: Path, template: str) -> None:
    rows = [{"question": "why", "answer": "so"}]
    source = finished_run(tmp_path / "run", rows, text=template)
    assert source.text_of(rows[0]) == template.format(**rows[0])


def test_hashes_of_all_rows_count_those_that_were_dropped_too(tmp_path: Path) -> None:
    texts = ["one text", "another text", "One text!", None]
    rows = [{"text": text, "kept": place != 1} for place, text in enumerate(texts)]
    source = finished_run(tmp_path / "run", rows)
    exact, loose = (column.to_pylist() for column in item_hashes(pa.array(texts[:3], pa.large_string())))
    assert hashes(source.known(), "hash_loose").tolist() == sorted(half(one) for one in loose[:2])
    assert hashes(source.known(), "hash_text").tolist() == sorted(half(one) for one in exact)
    assert len(set(exact)) == 3
    assert hashes(pl.DataFrame({"row_id": [1]}), "hash_text").tolist() == []
