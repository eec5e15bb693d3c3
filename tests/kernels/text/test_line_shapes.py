"""Lines of texts, as FineWeb's filters count them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.text.characters import character_tables
from dataaudit.kernels.text.line_shapes import FIELDS, SHORT, line_shapes, terminal_table


def counted(texts: list[str]) -> list[dict[str, int]]:
    table = line_shapes(*text_buffers(pa.array(texts, pa.large_string())), character_tables()[0], terminal_table())
    return [dict(zip(FIELDS, row, strict=True)) for row in table.tolist()]


def twin(text: str) -> dict[str, int]:
    lines = [line for line in text.split("\n") if line.strip()]
    seen: set[str] = set()
    repeated = 0
    for line in lines:
        repeated += len(line) if line in seen else 0
        seen.add(line)
    return {
        "line_feeds": text.count("\n"),
        "filled_lines": len(lines),
        "terminal_lines": sum(bool(terminal_table()[ord(line[-1])]) for line in lines),
        "short_lines": sum(len(line) <= SHORT for line in lines),
        "repeated_line_chars": repeated,
    }


@given(st.lists(st.text(st.sampled_from("ab .!。？\n\r\u3000é😀"), max_size=80), max_size=6))
def test_counts_are_those_of_a_plain_split(texts: list[str]) -> None:
    assert counted(texts) == [twin(text) for text in texts]


def test_many_lines_are_told_apart() -> None:
    text = "\n".join([f"line {number}" for number in range(5000)] * 2)
    assert counted([text])[0]["repeated_line_chars"] == sum(len(f"line {number}") for number in range(5000))


def test_the_terminal_table_has_the_full_stops_of_all_scripts() -> None:
    assert all(terminal_table()[[ord(one) for one in ".!?。！？।؟۔։።"]])
    assert not np.any(terminal_table()[[ord(one) for one in ',;:、，)"”']])
