from __future__ import annotations

import math
import re
from typing import Any

import polars as pl
import pytest
from every import every
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.training.logs.records import NUMBER, encoding_of, flat, frame_of, number


@given(st.floats())
def test_a_float_as_python_writes_it_is_that_float(value: float) -> None:
    assert number(repr(value)) == pytest.approx(value, rel=0, abs=0, nan_ok=True)
    assert number(value) == pytest.approx(value, rel=0, abs=0, nan_ok=True)


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["%.4e", "%.6E", "%g", "%+.3f"]))
def test_a_number_in_any_format_of_c_is_read(value: float, form: str) -> None:
    assert number(form % value) == float(form % value)


@given(st.integers(0, 10**12))
def test_groups_of_digits_are_one_number(value: int) -> None:
    assert number(f"{value:,}") == value


@every("text", ["nan", "NaN", "NAN", "-nan", "+nan", " nan "])
def test_nan_is_read_as_everybody_writes_it(text: str) -> None:
    found = number(text)
    assert found is not None
    assert math.isnan(found)


@pytest.mark.parametrize(
    ("text", "value"),
    [("inf", math.inf), ("+Inf", math.inf), ("Infinity", math.inf), ("-INF", -math.inf), ("-Infinity", -math.inf)],
)
def test_infinity_is_read_as_everybody_writes_it(text: str, value: float) -> None:
    assert number(text) == value


@every(
    "value",
    [None, True, False, "", " ", "None", "null", "12ms", "1.2.3", "0x10", "1e", "e5", "-", ".", "1 2", "infinite",
     "nano", "1_000", "tensor(2.0)", [1.0], {"a": 1}, "00:03"],
)  # fmt: skip
def test_what_is_no_number_is_none(value: Any) -> None:
    assert number(value) is None


def test_a_number_ends_where_its_digits_end() -> None:
    found = [re.match(NUMBER, text, re.IGNORECASE) for text in ("3.25, time", "-1e-05|", "nanz", "inf)", "12.0ms")]
    assert [match and match[0] for match in found] == ["3.25", "-1e-05", "nan", "inf", "12.0"]


RECORDS = st.lists(
    st.dictionaries(st.sampled_from("abcd"), st.one_of(st.floats(allow_nan=False), st.none(), st.just("text"))),
    max_size=20,
)


@given(RECORDS)
def test_every_number_stands_in_the_row_of_its_record(records: list[dict[str, Any]]) -> None:
    frame = frame_of(records)
    named = {key for record in records for key, value in record.items() if isinstance(value, float)}
    assert set(frame.columns) == named
    for key in named:
        held = [record.get(key) if isinstance(record.get(key), float) else None for record in records]
        assert frame[key].to_list() == held


def test_columns_stand_in_the_order_in_which_they_are_first_told() -> None:
    assert frame_of([{"b": 1}, {"a": 2, "b": 3}]).columns == ["b", "a"]


def test_keys_of_texts_stay_texts() -> None:
    frame = frame_of([{"run": 7, "loss": "2.5"}, {"run": "b", "loss": "2,000"}], ("run",))
    assert dict(frame.schema) == {"run": pl.String, "loss": pl.Float64}
    assert frame.rows() == [("7", 2.5), ("b", 2000.0)]


def test_no_records_and_records_without_numbers_are_an_empty_frame() -> None:
    assert frame_of([]).shape == (0, 0)
    assert frame_of([{"a": "text"}, {}]).columns == []


def test_a_generator_of_records_will_do() -> None:
    assert frame_of({"a": place} for place in range(3))["a"].to_list() == [0.0, 1.0, 2.0]


def test_a_nested_record_is_named_by_its_path() -> None:
    record = {"step": 1, "train": {"loss": 2.5, "opt": {"lr": 0.1}}, "empty": {}, "list": [1]}
    assert flat(record) == {"step": 1, "train/loss": 2.5, "train/opt/lr": 0.1, "list": [1]}


@pytest.mark.parametrize(("value", "found"), [(10**400, math.inf), (-(10**400), -math.inf), (10**300, 1e300)])
def test_a_whole_number_that_no_float_holds_is_infinite(value: int, found: float) -> None:
    assert number(value) == number(str(value)) == found


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b"\xff\xfes\0", "utf-16"),
        (b"\xfe\xff\0s", "utf-16"),
        (b"\xef\xbb\xbfs", "utf-8-sig"),
        (b"step", "utf-8-sig"),
        (b"", "utf-8-sig"),
    ],
)
def test_an_encoding_is_told_by_its_mark(head: bytes, encoding: str) -> None:
    assert encoding_of(head) == encoding
