"""Personal data taken out of kept rows."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dataaudit import audit
from dataaudit.cleaning.personal_data_edits import Editor
from dataaudit.errors import ConfigurationError
from dataaudit.sources.template import Template

KEY = "0123456789abcdef"
QUICK = ["stages.tokens=false", "stages.quality=false", "stages.language=false", "stages.minhash=false"]


def editor(action: Literal["mask", "pseudonymise"] = "mask", key: bytes = b"", template: str = "{text}") -> Editor:
    return Editor(action, np.arange(10, dtype=np.uint64), Template.parse(template), key)


def test_masked_rows_hold_the_type_and_every_edit_has_a_witness(tmp_path: Path) -> None:
    texts = ["write to ann@example.org or bob@example.org", "nothing here", "call (212) 555-0143 now"]
    table = pa.table({"text": texts, "n": [1, 2, 3]})
    result = audit(table, out=tmp_path / "out", settings=[*QUICK, "clean.pii=mask"])
    clean = result.clean()
    assert clean["text"].to_list() == ["write to [EMAIL] or [EMAIL]", "nothing here", "call [PHONE] now"]
    assert clean["n"].to_list() == [1, 2, 3]
    edits = pq.read_table(tmp_path / "out/edits").to_pylist()
    assert [(one["row_id"], one["type"]) for one in edits] == [(0, "email"), (0, "email"), (2, "phone")]
    assert [texts[one["row_id"]][one["start"] : one["end"]] for one in edits] == [
        "ann@example.org", "bob@example.org", "(212) 555-0143",
    ]  # fmt: skip
    assert table["text"].to_pylist() == texts


def test_nothing_is_edited_unless_it_is_asked_for(tmp_path: Path) -> None:
    result = audit(pa.table({"text": ["ann@example.org writes"]}), out=tmp_path / "out", settings=QUICK)
    assert result.clean()["text"].to_list() == ["ann@example.org writes"]
    assert not (tmp_path / "out/edits").exists()


def test_a_pseudonym_is_the_same_for_a_value_however_it_is_written_and_another_with_another_key() -> None:
    one, two = editor("pseudonymise", KEY.encode()), editor("pseudonymise", b"another key of some length")
    assert one.replacement("email", "Ann@Example.org") == one.replacement("email", "ann@example.org")
    assert one.replacement("card", "4111 1111 1111 1111") == one.replacement("card", "4111-1111-1111-1111")
    assert one.replacement("email", "ann@example.org") != one.replacement("email", "bob@example.org")
    assert one.replacement("email", "ann@example.org") != two.replacement("email", "ann@example.org")
    assert one.replacement("phone", "12345678901") != one.replacement("card", "12345678901").replace("CARD", "PHONE")


def test_a_missing_or_short_key_stops_the_run_before_it_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = pa.table({"text": ["ann@example.org writes"]})
    for value in (None, "short"):
        monkeypatch.delenv("DATAAUDIT_PII_KEY", raising=False)
        if value:
            monkeypatch.setenv("DATAAUDIT_PII_KEY", value)
        with pytest.raises(ConfigurationError, match="needs a key of at least 16 bytes"):
            audit(table, out=tmp_path / "out", settings=[*QUICK, "clean.pii=pseudonymise"])
    assert not (tmp_path / "out").exists()


def test_another_key_is_another_run_and_the_key_is_nowhere_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for number, key in ((0, KEY), (1, KEY[::-1]), (0, KEY)):
        monkeypatch.setenv("DATAAUDIT_PII_KEY", key)
        table = pa.table({"text": ["ann@example.org writes"]})
        result = audit(table, out=tmp_path / f"out{number}", settings=[*QUICK, "clean.pii=pseudonymise"])
        found.append(result.clean()["text"].to_list())
        for path in result.path.rglob("*"):
            assert path.is_dir() or key.encode() not in path.read_bytes()
    assert found[0] == found[2] != found[1]


def test_mask_without_the_stage_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"needs stages\.pii, which is off"):
        audit(pa.table({"text": ["a"]}), out=tmp_path / "out", settings=[*QUICK, "stages.pii=false", "clean.pii=mask"])


def test_what_was_found_in_the_whole_text_is_replaced_in_every_column_of_it() -> None:
    batch = pa.RecordBatch.from_pydict({"label": ["phone: "], "number": ["0171 2345678"], "other": ["0171 2345678"]})
    edited = editor(template="{label}{number}")(np.array([3], np.uint64), batch)
    assert edited.to_pylist() == [{"label": "phone: ", "number": "[PHONE]", "other": "0171 2345678"}]


def test_strings_inside_nested_columns_are_edited_and_types_stay() -> None:
    kind = pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
    rows = [[{"role": "user", "content": "I am ann@example.org"}], None, []]
    batch = pa.RecordBatch.from_arrays([pa.array(rows, kind)], ["messages"])
    edited = editor(template="say {messages}")(np.arange(3, dtype=np.uint64), batch)
    assert edited.schema == batch.schema
    assert edited.to_pylist()[0] == {"messages": [{"role": "user", "content": "I am [EMAIL]"}]}
    assert edited.to_pylist()[1:] == [{"messages": None}, {"messages": []}]


def test_coded_columns_maps_numbers_and_json_are_edited_too() -> None:
    texts = [f"user{number}@example.org" for number in range(120)]
    coded = pa.array(texts).dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string()))
    done = Editor("mask", np.arange(120, dtype=np.uint64), Template.parse("{text}"))(
        np.arange(120, dtype=np.uint64), pa.RecordBatch.from_arrays([coded], ["text"])
    )
    assert done.schema.types == [coded.type]
    assert set(done["text"].to_pylist()) == {"[EMAIL]"}
    kind = pa.map_(pa.string(), pa.string())
    batch = pa.RecordBatch.from_arrays(
        [pa.array([[("mail", "bob@example.com")]], kind), pa.array([13812345678]), pa.array([13812345678.0])],
        ["contact", "phone", "again"],
    )
    one = editor(template="{contact} phone {phone} {again}")
    assert one(np.array([1], np.uint64), batch).to_pylist() == [
        {"contact": [("mail", "[EMAIL]")], "phone": None, "again": None}
    ]
    assert [edit["type"] for edit in one.edits] == ["email", "phone", "phone"]
    mixed = pa.RecordBatch.from_pydict({"text": ['[{"content": "first line\\nbob@example.com"}]']})
    assert editor()(np.array([2], np.uint64), mixed).to_pylist() == [{"text": '[{"content": "first line\\n[EMAIL]"}]'}]
