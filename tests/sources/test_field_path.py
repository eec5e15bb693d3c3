"""Fields inside columns, named by a path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from every import every

from dataaudit import audit
from dataaudit.errors import ConfigurationError, InputError
from dataaudit.sources.field_path import column_at, field_type, value_at

ROW = {"t": {"en": "Hello there", "de": "Hallo"}, "m": [{"c": "one"}, {"c": "two"}], "a.b": "its own column", "n": None}


@every(
    "name, value",
    [
        ("t.en", "Hello there"), ("m[0].c", "one"), ("m[-1].c", "two"), ("a.b", "its own column"), ("n", None),
        ("t.fr", None), ("m[5].c", None), ("t[0]", None), ("m.c", None), ("x.y", None), ("t.en.x", None),
        ("t..en", None),
    ],
)  # fmt: skip
def test_objects_and_arrow_columns_give_the_same_value(name: str, value: Any) -> None:
    assert value_at(ROW, name) == value
    batch = pa.RecordBatch.from_pylist([ROW, {"t": None, "m": [], "a.b": None, "n": None}])
    array = column_at(batch, name)
    assert (None if array is None else array.to_pylist()[0]) == value
    assert array is None or array.to_pylist()[1] is None
    assert (field_type(batch.schema, name) is None) == (array is None)


def test_a_field_is_the_text_of_a_run(tmp_path: Path, write_jsonl: Callable[..., Path]) -> None:
    rows = [{"translation": {"en": f"The text of row {n}", "de": "gleich"}} for n in ("one", "two", "two")]
    table = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_pylist(rows), table)
    for number, path in enumerate((write_jsonl(rows), table)):
        result = audit(path, text="translation.en", out=tmp_path / str(number), settings=["stages.minhash=false"])
        assert result.rows()["chars"].to_list() == [19, 19, 19]
        assert result.rows()["kept"].to_list() == [True, True, False]


def test_a_field_that_is_not_there_and_one_that_would_be_edited_are_refused(tmp_path: Path) -> None:
    table = pa.Table.from_pylist([{"translation": {"en": "Call 555-0100 now", "de": "x"}}])
    for name, says in (("translation.fr", "no such field"), ("translatoin.en", "did you mean 'translation'")):
        with pytest.raises(InputError, match=says):
            audit(table, text=name, out=tmp_path / "run")
    with pytest.raises(ConfigurationError, match="not edited"):
        audit(table, text="translation.en", out=tmp_path / "run", settings=["clean.pii=mask"])
