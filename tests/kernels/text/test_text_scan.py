from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from every import every
from hypothesis import given
from hypothesis import strategies as st
from kernels import text_twins

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.text.characters import SCRIPTS, character_tables
from dataaudit.kernels.text.text_scan import FIELDS, pack_words, scan_texts

STOP_WORDS = ["the", "be", "to", "of", "and", "that", "have", "with"]


def scan(texts: list[str]) -> list[dict[str, int]]:
    counts = scan_texts(*text_buffers(pa.array(texts, pa.large_string())), *character_tables(), pack_words(STOP_WORDS))
    return [dict(zip(FIELDS, row, strict=True)) for row in counts.tolist()]


def agrees_with_its_twin(text: str) -> None:
    got = scan([text])[0]
    expected = text_twins.scan(text)
    run_character = chr(got["longest_run_character"]) if got["longest_run"] else ""
    assert run_character == expected.pop("longest_run_character")
    expected.pop("letters")
    assert {name: got[name] for name in expected} == expected
    assert got["stop_words"] == len(set(STOP_WORDS) & set(text_twins.words_and_symbols(text)))


# Only characters that the interpreter knows: the table of the package may be of a newer Unicode version.
CHARACTERS = st.characters(exclude_categories=["Cs", "Cn"])
PIECES = st.one_of(
    st.text(CHARACTERS, max_size=8),
    st.sampled_from(
        ["...", "…", "#", "- ", "• ", "\n", "\r\n", "\r", "\u2028", "\x85", "  ", "\t", "____", "aaaa", "中文", "ไทย"]
    ),
    st.sampled_from([f"{word} " for word in STOP_WORDS]),
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_counts_agree_with_the_python_twin_on_any_text(text: str) -> None:
    agrees_with_its_twin(text)


@every(
    "text",
    ["", " ", "\n", "\n\n", "a", "a\n", "\r\n\r\n", "......", ". ..", "a. ..\n", "-\n-", "é" * 20, "中", "\u200b", "_"],
)
def test_counts_agree_with_the_python_twin_on_edges(text: str) -> None:
    agrees_with_its_twin(text)


def test_counts_agree_with_the_python_twin_on_real_texts(real_data: Callable[[str], Path]) -> None:
    for name in ("udhr_languages/udhr_lines.parquet", "belle_eval_zh/eval_set.parquet"):
        path = real_data(name.split("/")[0]) / name.split("/")[1]
        table = pq.read_table(path)
        column = "text" if "text" in table.schema.names else "question"
        for text in table.column(column).to_pylist()[::97]:
            if all(unicodedata.category(character) != "Cn" for character in text):
                agrees_with_its_twin(text)


def test_the_script_is_that_of_most_letters() -> None:
    texts = ["hello мир", "Привет, world! Как дела", "中文 and", "中文字符 and", "123 !?", ""]
    scripts = [SCRIPTS[row["script"]] for row in scan(texts)]
    assert scripts == ["Latn", "Cyrl", "Latn", "Hani", "Zyyy", "Zyyy"]


def test_texts_of_a_sliced_array_are_those_of_the_slice() -> None:
    array = pa.array(["first", "second one", None, "third"], pa.large_string()).slice(1, 3)
    counts = scan_texts(*text_buffers(array), *character_tables(), pack_words([]))
    assert counts[:, FIELDS.index("chars")].tolist() == [10, 0, 5]


def test_words_too_long_to_pack_are_refused() -> None:
    with pytest.raises(ValueError, match="8 bytes"):
        pack_words(["unfortunately"])
