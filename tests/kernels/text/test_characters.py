from __future__ import annotations

import unicodedata

import numpy as np
import pytest
import regex

from dataaudit.kernels.text.characters import (
    INVISIBLE,
    LETTER,
    LINE_BREAK,
    MARK,
    NUMBER,
    PUNCTUATION,
    SPACE,
    character_tables,
)
from dataaudit.kernels.text.make_characters import property_runs, read_runs


def test_the_committed_table_says_what_the_interpreter_says_of_characters_that_it_knows() -> None:
    classes, _ = character_tables()
    bits = {"L": LETTER, "M": MARK, "N": NUMBER, "P": PUNCTUATION}
    for point in range(0x110000):
        category = unicodedata.category(chr(point))
        if category in ("Cn", "Cs", "Co"):
            continue
        expected = INVISIBLE if category in ("Cc", "Cf") else bits.get(category[0], 0)
        known = int(classes[point]) & (LETTER | MARK | NUMBER | PUNCTUATION | INVISIBLE)
        assert known == expected or _changed_since(point), hex(point)


def _changed_since(point: int) -> bool:
    """Categories of a few characters changed in later Unicode versions; the newer data then agree with the table."""
    letter = regex.match(r"\p{L}", chr(point)) is not None
    return letter == bool(character_tables()[0][point] & LETTER)


def test_white_space_and_line_breaks_are_pythons() -> None:
    classes, _ = character_tables()
    spaces = [point for point in range(0x110000) if chr(point).isspace()]
    breaks = [point for point in range(0x110000) if len(f"a{chr(point)}b".splitlines()) == 2]
    assert np.flatnonzero(classes & SPACE).tolist() == spaces
    assert np.flatnonzero(classes & LINE_BREAK).tolist() == breaks


@pytest.mark.full
def test_the_committed_table_is_what_the_generator_writes_or_older() -> None:
    fresh, committed = property_runs(), read_runs()
    newest = {point: rest for first, last, *rest in fresh for point in range(first, last + 1)}
    for first, last, *rest in committed:
        assert newest[first] == rest
        assert newest[last] == rest
