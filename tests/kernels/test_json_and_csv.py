from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.kernels.formats.csv_records import (
    AFTER_QUOTE,
    CELLS,
    LINES,
    OPEN,
    START,
    STATE,
    STOP,
    WHOLE,
    split_csv_records,
)
from dataaudit.kernels.formats.json_lines import COLONS, DEPTH, DIGITS, scan_json_lines, split_json_array

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4)),
    max_leaves=20,
)


def as_bytes(data: bytes) -> np.ndarray:
    return np.frombuffer(data, np.uint8)


def depth_of(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth_of, value.values()), default=0)
    return 1 + max(map(depth_of, value), default=0) if isinstance(value, list) else 0


def keys_of(value: object) -> int:
    if isinstance(value, dict):
        return len(value) + sum(map(keys_of, value.values()))
    return sum(map(keys_of, value)) if isinstance(value, list) else 0


@given(VALUES, st.booleans())
def test_depth_and_keys_are_those_of_the_parsed_value(value: object, ascii_only: bool) -> None:
    data = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    facts = scan_json_lines(as_bytes(data), np.array([0]), np.array([len(data)]))[0]
    assert facts[DEPTH] == depth_of(value)
    assert facts[COLONS] == keys_of(value)


def test_digits_inside_strings_are_no_numbers() -> None:
    data = b'{"a": "12345678901234567890", "b": 1234, "c": -12.5e10}'
    assert scan_json_lines(as_bytes(data), np.array([0]), np.array([len(data)]))[0][DIGITS] == 4


@given(st.lists(VALUES, max_size=6), st.sampled_from([None, 1]))
def test_array_elements_are_those_of_the_parsed_array(values: list[object], indent: int | None) -> None:
    data = (" " + json.dumps(values, indent=indent) + "\n").encode()
    starts, stops, end = split_json_array(as_bytes(data), 1)
    assert [json.loads(data[one:two]) for one, two in zip(starts, stops, strict=True)] == values
    assert data[end:] == b"\n"


@pytest.mark.parametrize(("data", "elements", "ended"), [(b"[1,", 1, False), (b"[1,]", 2, True), (b"[", 0, False)])
def test_broken_arrays_show_in_their_elements_or_their_end(data: bytes, elements: int, ended: bool) -> None:
    starts, _, end = split_json_array(as_bytes(data), 0)
    assert (len(starts), end >= 0) == (elements, ended)


CELLS_TEXT = st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]), max_size=8)


@given(
    st.lists(st.lists(CELLS_TEXT, min_size=2, max_size=4), min_size=1, max_size=8), st.sampled_from([",", ";", "\t"])
)
def test_records_are_those_of_the_csv_module(rows: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    data = out.getvalue().encode()
    records = split_csv_records(as_bytes(data), ord(delimiter), 10_000)
    assert all(record[STATE] == WHOLE for record in records)
    texts = [data[record[START] : record[STOP]].decode() for record in records]
    assert list(csv.reader(texts, delimiter=delimiter)) == rows
    assert [record[CELLS] for record in records] == [len(row) for row in rows]
    assert sum(record[LINES] for record in records) == data.count(b"\n")


def test_a_quote_that_never_closes_leaves_its_record_open() -> None:
    records = split_csv_records(as_bytes(b'a,b\n1,"open\n2,3\n'), ord(","), 1000)
    assert [record[STATE] for record in records] == [WHOLE, OPEN]


def test_text_behind_a_closing_quote_is_told() -> None:
    records = split_csv_records(as_bytes(b'"a"b,c\n"a"\r\n'), ord(","), 1000)
    assert [record[STATE] for record in records] == [AFTER_QUOTE, WHOLE]


def test_a_quote_inside_an_unquoted_cell_is_an_ordinary_character() -> None:
    records = split_csv_records(as_bytes(b'5" disk,x\ny,z\n'), ord(","), 1000)
    assert [(record[STATE], record[CELLS]) for record in records] == [(WHOLE, 2), (WHOLE, 2)]
