from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from augment.augmenting import finished_run
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.augment.guards.distinct import half
from dataaudit.augment.source_rows import SourceRows, training_rows
from dataaudit.stages.leakage.similar import item_hashes


def known(**columns: Any) -> pl.DataFrame:
    count = len(next(iter(columns.values())))
    base = {"row_id": list(range(count)), "kept": [True] * count, "split": [None] * count, "leak_tier": [None] * count}
    schema = {"row_id": pl.UInt64, "kept": pl.Boolean, "split": pl.String, "leak_tier": pl.String}
    return pl.DataFrame({**base, **columns}, schema=schema)


ROW = st.tuples(
    st.booleans(), st.sampled_from(["train", "test", "dev", "extra", None]), st.sampled_from([None, None, "ngram"])
)


@given(st.lists(ROW, min_size=1, max_size=12))
def test_sources_are_kept_rows_of_no_evaluation_split_that_are_no_leak(
    rows: list[tuple[bool, str | None, str | None]],
) -> None:
    kept, split, tier = (list(column) for column in zip(*rows, strict=True))
    table = known(kept=kept, split=split, leak_tier=tier)
    evaluation = [place for place, row in enumerate(rows) if row[1] in ("test", "dev")]
    others = [place for place, row in enumerate(rows) if row[1] not in ("test", "dev")]
    expected = [place for place in others or evaluation if kept[place] and tier[place] is None]
    assert training_rows(table)["row_id"].to_list() == expected


def test_a_table_without_leaks_or_splits_is_all_training() -> None:
    assert training_rows(known(kept=[True, False, True]).drop("leak_tier"))["row_id"].to_list() == [0, 2]


def test_rows_are_read_in_order_part_by_part(tmp_path: Path) -> None:
    rows = [{"text": f"text {number}", "n": number} for number in range(10)]
    source = finished_run(tmp_path / "run", rows, parts=3)
    parts = list(source.parts({5, 19, 33, 68, 9999}))
    assert [ids for ids, _ in parts] == [[5, 19], [33], [68]]
    assert [value for _, table in parts for value in table.column("n").to_pylist()] == [0, 2, 4, 9]
    assert source.schema.names == ["text", "n"]
    assert dict(source.texts({12, 61})) == {12: "text 1", 61: "text 8"}
    assert list(source.parts(set())) == []


def test_a_row_that_is_not_kept_is_not_there(tmp_path: Path) -> None:
    rows = [{"text": f"text {number}", "kept": number != 1} for number in range(3)]
    source = finished_run(tmp_path / "run", rows)
    assert dict(source.texts({5, 12, 19})) == {5: "text 0", 19: "text 2"}
    assert source.known()["kept"].to_list() == [True, False, True]


@pytest.mark.parametrize("template", ["{question}\n{answer}", "Q: {question}"])
def test_the_text_of_a_row_is_what_the_template_gives(tmp_path: Path, template: str) -> None:
    rows = [{"question": "why", "answer": "so"}]
    source = finished_run(tmp_path / "run", rows, text=template)
    assert source.text_of(rows[0]) == template.format(**rows[0])


def sides(*texts: str | None) -> list[list[int]]:
    """Halves of the hashes of some texts, as they are and without case and marks."""
    columns = item_hashes(pa.array(texts, pa.large_string()))
    return [sorted({half(one) for one in column.to_pylist()}) for column in columns]


def told(source: SourceRows, rows: pl.DataFrame | None = None) -> list[list[int]]:
    return [side.tolist() for side in source.hashes(source.known() if rows is None else rows)]


def test_hashes_of_all_rows_count_those_that_were_dropped_too(tmp_path: Path) -> None:
    texts = ["one text", "another text", "One text!", None]
    rows = [{"text": text, "kept": place != 1} for place, text in enumerate(texts)]
    source = finished_run(tmp_path / "run", rows)
    assert told(source) == sides(*texts[:3])
    assert [len(side) for side in told(source)] == [3, 2]


def test_texts_that_were_edited_or_never_hashed_are_hashed_as_they_are_now(tmp_path: Path) -> None:
    texts = ["one text", "write to a@b.com", "a dropped text", "ONE text", None]
    rows = [{"text": text, "kept": place != 2} for place, text in enumerate(texts)]
    source = finished_run(tmp_path / "run", rows, parts=1)
    [path] = (tmp_path / "run/clean").glob("*.parquet")
    clean = pq.read_table(path)
    pq.write_table(clean.set_column(1, "text", pa.array(["one text", "write to [EMAIL]", "ONE text", None])), path)
    assert told(source) == sides(*texts[:4])
    assert told(replace(source, edited=True)) == sides("one text", "write to [EMAIL]", "ONE text")
    bare = source.known().drop("hash_text", "hash_loose")
    assert told(source, bare) == sides("one text", "write to [EMAIL]", "ONE text")


def test_no_rows_have_no_hashes(tmp_path: Path) -> None:
    source = finished_run(tmp_path / "run", [{"text": "a text", "kept": False}])
    assert told(replace(source, edited=True)) == [[], []]


def test_records_hold_the_columns_of_the_text_and_those_asked_for_and_no_others(tmp_path: Path) -> None:
    rows = [{"question": "why", "answer": "so", "spans": [1], "big": "x", "label": "a"}]
    source = finished_run(tmp_path / "run", rows, text="{question}\n{answer}")
    [(_, table)] = source.parts({5})
    assert source.records(table) == [{"question": "why", "answer": "so"}]
    assert replace(source, more=("spans",)).records(table) == [{"question": "why", "answer": "so", "spans": [1]}]


def test_dictionaries_are_read_as_their_values(tmp_path: Path) -> None:
    rows = pa.table({"text": ["one", "two", "one"], "title": pa.array(["a", "b", None]).dictionary_encode()})
    source = finished_run(tmp_path / "run", rows.set_column(0, "text", rows["text"].dictionary_encode()), parts=2)
    assert source.schema.types == [pa.string(), pa.string()]
    for _, table in source.parts({5, 12, 19}):
        assert table.schema.types == [pa.string(), pa.string()]
    assert [row["title"] for _, table in source.parts({5, 19}) for row in table.to_pylist()] == ["a", None]
    assert [text for _, text in source.texts({5, 12, 19})] == ["one", "two", "one"]
