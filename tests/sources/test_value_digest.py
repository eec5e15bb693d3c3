"""Digests by value: equal rows are equal in any form, and a change of any value or name shows."""

from __future__ import annotations

import datetime
import decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from every import every
from hypothesis import given
from hypothesis import strategies as st

import dataaudit
from dataaudit.sources.row_blocks import ArrowRows, ObjectRows
from dataaudit.sources.value_digest import batch_digests, column_digests, object_digests, value_digest

LEAVES = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text() | st.binary()
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12
)


def of_table(table: pa.Table) -> list[int]:
    (batch,) = table.combine_chunks().to_batches()
    return list(batch_digests(batch.schema.names, batch.columns, len(batch)).tolist())


ROWS: list[dict[str, Any]] = [
    {"text": "a", "n": 1, "score": 0.5, "ok": True, "tags": ["x", None], "meta": {"k": 1, "v": "y"}},
    {"text": "", "n": 2**53 + 1, "score": -0.0, "ok": False, "tags": [], "meta": {"k": None, "v": ""}},
    {"text": None, "n": -(2**63), "score": float("nan"), "ok": None, "tags": None, "meta": None},
]


def test_objects_and_the_columns_made_of_them_have_the_same_digests() -> None:
    assert object_digests(ROWS).tolist() == of_table(pa.Table.from_pylist(ROWS))


def test_types_layouts_and_the_order_of_columns_do_not_matter() -> None:
    table = pa.table({"n": pa.array([1, None, 3], pa.int8()), "text": ["a", "b", None]})
    wide = pa.table({"text": pa.array(["a", "b", None], pa.large_string()), "n": pa.array([1.0, None, 3.0])})
    coded = table.set_column(1, "text", table.column("text").dictionary_encode())
    more = table.append_column("empty", pa.nulls(3))
    assert of_table(table) == of_table(wide) == of_table(coded) == of_table(more)


def test_a_dictionary_of_many_values_is_looked_up_with_any_index_type() -> None:
    values = [f"value {number}" for number in range(128)]
    coded = pa.DictionaryArray.from_arrays(pa.array([0, None, 127], pa.uint8()), pa.array(values))
    assert column_digests(coded).tolist() == column_digests(pa.array([values[0], None, values[127]])).tolist()


@every(
    "one, two",
    [
        ("a", "b"), ("1", 1), (1, True), (0, None), ("", None), ([], None), ({}, None), ([1, 2], [2, 1]), ([1], 1),
        ([[1], [2]], [[1, 2]]), ({"a": 1}, {"b": 1}), ({"a": {"b": 1}}, {"b": {"a": 1}}), (2**60, 2**60 + 1),
        (10**30, 10**30 + 1), (0.1, 0.1000000001), (b"a", "a"), ([None], []), ("é", "e\u0301"),
        (datetime.date(2024, 1, 1), datetime.date(2024, 1, 2)), (decimal.Decimal("0.1"), decimal.Decimal("0.2")),
    ],
)  # fmt: skip
def test_other_values_have_other_digests(one: Any, two: Any) -> None:
    assert value_digest(one) != value_digest(two)


@every("one, two", [(1, 1.0), (0.0, -0.0), (decimal.Decimal("1.50"), decimal.Decimal("1.5")), ((1, 2), [1, 2])])
def test_equal_values_have_one_digest(one: Any, two: Any) -> None:
    assert value_digest(one) == value_digest(two)


def twin(value: Any) -> Any:
    """What a digest stands for: a value that compares equal exactly where digests do."""
    if isinstance(value, bool | bytes):
        return type(value).__name__, value
    if isinstance(value, int | float):
        return "number", "nan" if value != value else value
    if isinstance(value, list):
        return "list", tuple(twin(one) for one in value)
    if isinstance(value, dict):
        return "object", frozenset((name, twin(one)) for name, one in value.items() if one is not None)
    return "none" if value is None else ("text", value)


@given(VALUES, VALUES)
def test_digests_are_equal_where_the_twin_is(one: Any, two: Any) -> None:
    assert (value_digest(one) == value_digest(two)) == (twin(one) == twin(two))


@given(st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3), max_size=5))
def test_a_row_and_the_sum_of_its_columns_agree(rows: list[dict[str, Any]]) -> None:
    block = ObjectRows(np.arange(len(rows)), rows, [b""] * len(rows), [0] * len(rows))
    total = sum((block.digests([name]) for name in "abc"), np.zeros(len(rows), np.uint64))
    assert block.digests().tolist() == total.tolist()


def test_times_and_other_columns_are_told_apart_and_selected() -> None:
    moments = pa.array([datetime.datetime(2024, 1, 1), None, datetime.datetime(1, 1, 1)], pa.timestamp("us"))
    odd = pa.array([2**62, 0, -(2**62)], pa.int64()).view(pa.timestamp("s"))  # no datetime of Python
    batch = pa.record_batch({"when": moments, "odd": odd, "day": pa.array([1, 2, 3], pa.int32()).view(pa.date32())})
    rows = ArrowRows(np.arange(3), batch)
    assert len(set(rows.digests().tolist())) == 3
    assert rows.digests(["when"])[1] == 0
    assert rows.select(np.array([2])).digests().tolist() == rows.digests()[2:].tolist()


def test_points_in_time_are_equal_in_every_unit() -> None:
    moments = [
        datetime.datetime(1969, 12, 31, 23, 59, 50),
        datetime.datetime(2024, 2, 29, 12),
        None,
        datetime.datetime(9999, 12, 31),
    ]
    whole = column_digests(pa.array(moments, pa.timestamp("s")))
    for unit in ("ms", "us"):
        assert column_digests(pa.array(moments, pa.timestamp(unit))).tolist() == whole.tolist()
    assert column_digests(pa.array(moments[:3], pa.timestamp("ns"))).tolist() == whole[:3].tolist()
    assert len(set(whole.tolist())) == 4
    days = pa.array([datetime.date(2024, 2, 29), datetime.date(1, 1, 1), None])
    assert column_digests(days).tolist() == column_digests(days.cast(pa.date64())).tolist()
    fine = pa.array([1, 1_000, 10**9 + 1], pa.timestamp("ns"))
    assert len(set(column_digests(fine).tolist())) == 3
    spans = pa.array([5, -1, None], pa.duration("s"))
    assert column_digests(spans).tolist() == column_digests(spans.cast(pa.duration("us"))).tolist()


def test_the_second_unit_of_saved_data_sets_comes_through_a_run(tmp_path: Path) -> None:
    rows = {"text": ["one text", "another one"], "at": pa.array([-10, None], pa.timestamp("s"))}
    pq.write_table(pa.table({**rows, "at": rows["at"].cast(pa.timestamp("us"))}), tmp_path / "b.parquet")  # type: ignore[attr-defined]
    with pa.OSFile(str(tmp_path / "a.arrow"), "wb") as sink, pa.ipc.new_file(sink, pa.table(rows).schema) as writer:
        writer.write_table(pa.table({**rows, "text": ["third text", "fourth text"]}))
    off = [f"stages.{name}=false" for name in ("tokens", "quality", "embeddings", "language", "passages", "minhash")]
    result = dataaudit.audit(tmp_path, out=tmp_path / "run", settings=off)
    assert result.clean()["at"].to_list() == [datetime.datetime(1969, 12, 31, 23, 59, 50), None] * 2
