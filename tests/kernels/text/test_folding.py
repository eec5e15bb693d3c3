from __future__ import annotations

import unicodedata
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dataaudit.kernels.buffers import string_array, text_buffers
from dataaudit.kernels.hashing.shingles import canonical
from dataaudit.kernels.text.characters import SPACE, character_tables
from dataaudit.kernels.text.folding import (
    UNSAFE,
    FoldTables,
    canonical_tables,
    loose_tables,
    text_tables,
    unsafe,
)
from dataaudit.kernels.text.text_forms import fold_texts
from dataaudit.stages.duplicates.content_hashes import loose_form, text_form

FORMS: list[tuple[Callable[[], FoldTables], str, Callable[[str], str]]] = [
    (canonical_tables, "NFKC", str.casefold),
    (text_tables, "NFC", str),
    (
        loose_tables,
        "NFC",
        lambda text: "".join(c for c in text.casefold() if not unicodedata.category(c).startswith("P")),
    ),
]


@pytest.mark.parametrize(("tables", "form", "fold"), FORMS)
def test_every_code_point_becomes_what_python_makes_of_it(
    tables: Callable[[], FoldTables], form: str, fold: Callable[[str], str]
) -> None:
    made = tables()
    for point in range(0x110000):
        if 0xD800 <= point < 0xE000 or made.index[point] == UNSAFE:
            continue
        character = chr(point)
        if unicodedata.category(character) == "Cn":
            continue  # the committed table of characters may know more than the interpreter
        entry = made.index[point]
        became = bytes(made.pool[made.starts[entry] : made.starts[entry + 1]]).decode() if entry else character
        assert became == fold(unicodedata.normalize(form, character)), hex(point)
        assert made.order[point] == unicodedata.combining(character)


def test_nothing_becomes_white_space_and_white_space_becomes_nothing_else() -> None:
    classes, _ = character_tables()
    for tables in (text_tables(), loose_tables()):
        for point in np.flatnonzero(tables.index > 0).tolist():
            entry = tables.index[point]
            became = bytes(tables.pool[tables.starts[entry] : tables.starts[entry + 1]]).decode()
            assert bool(classes[point] & SPACE) == (bool(became) and became.isspace()), hex(point)


# Letters with marks, jamo, full-width forms, ligatures, spaces: where normalisation has something to do.
CHARACTERS = st.sampled_from(
    "aAeéÉıİßﬁﬀ ½ⅧΣςσ\u0301\u0327\u0323\u05b8\u0e49\u094d\u093c\u3099"
    "ᄀ가\u1161\u11a8각Ａ，！ｶﾞ㌔㈱ \t\n\u00a0\u2000\u3000"
    "\u212b\u1e9b\ufdfa中，的\U0001d400\u0344\u2126_-!"
) | st.characters(codec="utf-8")
TEXTS = st.lists(st.text(CHARACTERS, max_size=20), max_size=6)


@given(TEXTS)
def test_a_safe_text_folds_code_point_by_code_point(texts: list[str]) -> None:
    for tables, form, fold in FORMS:
        made = tables()
        for text, left in zip(texts, unsafe(*text_buffers(pa.array(texts, pa.large_string())), made), strict=True):
            if left:
                continue
            parts = []
            for character in text:
                entry = made.index[ord(character)]
                encoded = bytes(made.pool[made.starts[entry] : made.starts[entry + 1]])
                parts.append(encoded.decode() if entry > 0 else character)
            assert "".join(parts) == fold(unicodedata.normalize(form, text))


@given(TEXTS)
@example(["\U0002f800"])  # NFC replaces it, and case folding alone does not
def test_folded_texts_are_the_forms_of_python(texts: list[str]) -> None:
    buffers = text_buffers(pa.array(texts, pa.large_string()))
    classes, _ = character_tables()
    forms = string_array(*fold_texts(*buffers, classes, text_tables())).to_pylist()
    loose = string_array(*fold_texts(*buffers, classes, loose_tables())).to_pylist()
    for text, form, left in zip(texts, forms, unsafe(*buffers, text_tables()), strict=True):
        assert left or form == text_form(text)
    for text, form, left in zip(texts, loose, unsafe(*buffers, loose_tables()), strict=True):
        assert left or form in (loose_form(unicodedata.normalize("NFC", text)), "")


def test_most_texts_are_safe() -> None:
    safe = ["plain", "déjà vu, straße", "中文，全角标点！", "한국어 문장", "ภาษาไทยที่มีวรรณยุกต์", "हिन्दी", "Ｆｕｌｌ"]
    assert not unsafe(*text_buffers(pa.array(safe, pa.large_string())), canonical_tables()).any()
    left = ["e\u0301", "가\u11a8", "ｶﾞ", "\u0323\u0301\u0323"]
    assert unsafe(*text_buffers(pa.array(left, pa.large_string())), canonical_tables()).all()
    assert canonical(left[0]) == "é"
