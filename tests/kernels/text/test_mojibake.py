"""Characters decoded with the wrong encoding."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.text.mojibake import (
    CONTINUATION,
    LEAD,
    MARKER,
    QUOTE,
    SURE_LEAD,
    SUREST_LEAD,
    TYPOGRAPHIC,
    mojibake_characters,
    mojibake_tables,
)

WRONG = [("fra", "cp1252"), ("rus", "latin-1"), ("cmn_hans", "latin-1"), ("cmn_hans", "gbk"), ("cmn_hant", "gbk")]
WRONG += [("jpn", "shift_jis"), ("jpn", "cp1252"), ("kor", "latin-1"), ("vie", "cp1252"), ("ell_monotonic", "cp1252")]


def counted(texts: list[str]) -> list[int]:
    counts: list[int] = mojibake_characters(
        *text_buffers(pa.array(texts, pa.large_string())), *mojibake_tables()
    ).tolist()
    return counts


def twin(text: str) -> int:
    kinds, original = mojibake_tables()
    count = position = 0
    while position < len(text):
        point = ord(text[position])
        kind = int(kinds[point]) if point < 0x10000 else 0
        length = 1
        if kind & LEAD:
            byte = int(original[point])
            refused = 0 if kind & SUREST_LEAD else QUOTE if kind & SURE_LEAD else TYPOGRAPHIC
            needed = 1 if byte < 0xE0 else 2 if byte < 0xF0 else 3
            after = [int(kinds[ord(one)]) if ord(one) < 0x10000 else 0 for one in text[position + 1 :][:needed]]
            fits = [one & CONTINUATION and not one & refused for one in after]
            if len(after) == needed and all(fits):
                count, length = count + 1 + needed, 1 + needed
        elif kind & MARKER:
            count += 1
        position += length
    return count


def test_damaged_letters_are_counted_and_others_are_not() -> None:
    assert counted(["It’s a café", "Itâ€™s a cafÃ©", "", "锟斤拷", "\ufffd\ufffd"]) == [0, 5, 0, 1, 2]


def test_capitals_before_quotation_marks_are_sound() -> None:
    assert counted(["«AMANHÃ”", "MAÇÃ…", "IRMÃ’S", "«ESPAÑ»", "„SPAß“ Ä”", "« café »"]) == [0] * 6


@given(st.lists(st.text(st.sampled_from("aâ€™Ã©ß»…é\u00a0šÐ¿ç‰锟的\ufffd😀"), max_size=20), max_size=5))
def test_counts_are_those_of_a_plain_walk(texts: list[str]) -> None:
    for text, count in zip(texts, counted(texts), strict=True):
        # A lead that is not followed up may itself be looked at again only as the next character.
        assert count == twin(text)


@pytest.mark.parametrize(("file", "encoding"), WRONG)
def test_lines_of_the_declaration_are_found_when_they_are_read_wrongly(
    file: str, encoding: str, real_data: Callable[[str], object]
) -> None:
    rows = pq.read_table(real_data("udhr_languages")).to_pylist()
    lines = [row["text"] for row in rows if row["file"] == file and not row["text"].isascii()]
    assert len(lines) >= 40
    wrong = [line.encode().decode(encoding, "replace") for line in lines]
    found = [count > 0.005 * len(line) for count, line in zip(counted(wrong), wrong, strict=True)]
    assert sum(found) >= 0.9 * len(lines)


def test_hardly_any_undamaged_line_in_any_language_is_found(real_data: Callable[[str], object]) -> None:
    lines = [row["text"] for row in pq.read_table(real_data("udhr_languages")).to_pylist()]
    found = [count > 0.005 * len(line) for count, line in zip(counted(lines), lines, strict=True)]
    assert sum(found) <= 0.001 * len(lines)
