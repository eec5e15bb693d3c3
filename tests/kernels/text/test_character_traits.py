"""Case, the ends of sentences, bullets and special marks by code point."""

from __future__ import annotations

import string
import unicodedata

import numpy as np
import pytest
from every import every
from kernels import signal_twins

from dataaudit.kernels.text.character_traits import (
    BULLET,
    CASED,
    CLOSING,
    SPECIAL,
    TERMINAL,
    UNSEEN,
    UPPER,
    WIDE,
    character_traits,
)
from dataaudit.kernels.text.line_shapes import terminal_table

KNOWN = {chr(point) for point in range(0x110000) if unicodedata.category(chr(point)) not in ("Cn", "Cs")}
KNOWN -= {*signal_twins.CHANGED}


def with_trait(trait: int) -> set[str]:
    return set(map(chr, np.flatnonzero(character_traits() & trait).tolist()))


def test_case_is_that_of_the_general_category() -> None:
    upper = {one for one in KNOWN if unicodedata.category(one) == "Lu"}
    cased = {one for one in KNOWN if unicodedata.category(one) in ("Lu", "Ll", "Lt")}
    assert with_trait(UPPER) & KNOWN == upper
    assert with_trait(CASED) & KNOWN == cased


def test_unseen_characters_are_those_of_the_twin() -> None:
    assert with_trait(UNSEEN) & KNOWN == {one for one in KNOWN if signal_twins.is_unseen(one)}


def test_wide_marks_end_sentences_and_so_do_the_marks_of_all_scripts() -> None:
    assert with_trait(TERMINAL) == set(map(chr, np.flatnonzero(terminal_table()).tolist())) | with_trait(WIDE)
    assert with_trait(WIDE) == set("。！？｡…")


def test_what_closes_a_sentence_does_not_end_one() -> None:
    assert not with_trait(CLOSING) & with_trait(TERMINAL)
    assert {unicodedata.category(one) for one in with_trait(CLOSING)} == {"Pe", "Pf", "Po"}
    assert with_trait(CLOSING) >= set("\"')]}”’»」』）】")


def test_the_ten_bullets_are_those_of_redpajama() -> None:
    assert with_trait(BULLET) == set("•‣▶◀◦■□▪▫–")


def test_ascii_is_special_but_for_its_letters_and_control_characters() -> None:
    ascii = {one for one in with_trait(SPECIAL) if ord(one) < 128}
    assert ascii == set(string.punctuation + string.digits + string.whitespace)


@every("character", "’“–…→½²·，。「」★♥😀👍✅🇺\u200b\u3000\ufeff\ufffc")
def test_typographic_marks_and_emoji_are_special(character: str) -> None:
    assert (character in with_trait(SPECIAL)) is (character != "🇺")  # half a flag is no emoji


@every("character", "aZéßжΩعक中かア한")
def test_letters_are_not_special(character: str) -> None:
    assert character not in with_trait(SPECIAL)


def test_the_table_cannot_be_written_to() -> None:
    table = character_traits()
    assert table is character_traits()
    with pytest.raises(ValueError, match="read-only"):
        table[0] = 1
