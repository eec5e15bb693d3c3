from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from dataaudit.sources.columnar import bounded, table_reader


@pytest.mark.parametrize("form", ["dictionary", "view", "runs", "plain"])
def test_values_that_stand_for_many_rows_are_written_out_piece_by_piece(form: str) -> None:
    texts = ["a" * 9_000_000, None, "b", "c" * 40_000_000, *["a" * 9_000_000] * 8]
    column = pa.array(texts, pa.large_string())
    if form == "dictionary":
        column = column.dictionary_encode()
    elif form == "view":
        column = pa.array(texts, pa.string_view())
    elif form == "runs":
        column = pc.run_end_encode(column)
    batch = pa.record_batch({"text": column, "n": range(len(texts))})
    pieces = list(bounded(batch))
    assert [number for piece in pieces for number in piece["n"].to_pylist()] == list(range(len(texts)))
    assert [len(piece) for piece in pieces] == ([12] if form == "plain" else [3, 1, 3, 3, 2])
    assert next(iter(bounded(batch.slice(4, 2))))["n"].to_pylist() == [4, 5]
    assert [len(piece) for piece in bounded(batch.slice(0, 0))] == [0]


def test_a_null_among_the_values_of_a_dictionary_is_a_null_of_its_rows() -> None:
    column = pa.DictionaryArray.from_arrays(pa.array([0, 1, None, 2], pa.int8()), ["art", None, "law"])
    table = pa.table({"text": ["a", "b", "c", "d"], "topic": column})
    (chunk,) = table_reader(table, "it").chunks()
    assert chunk.rows is not None
    topic = chunk.rows.to_arrow(table.schema)["topic"]
    assert topic.type == column.type
    assert topic.to_pylist() == ["art", None, None, "law"]
    assert topic.dictionary.null_count == 0
