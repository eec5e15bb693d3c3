from __future__ import annotations

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
from dataaudit.kernels.text.characters import character_tables
from dataaudit.kernels.text.repetition import FIELDS, repetition


def counts(texts: list[str]) -> list[dict[str, int]]:
    rows = repetition(*text_buffers(pa.array(texts, pa.large_string())), character_tables()[0])
    return [dict(zip(FIELDS, row, strict=True)) for row in rows.tolist()]


WORDS = st.sampled_from(
    ["a", "b", "ab", "the cat ", "one two three four five ", "\n", "\n\n", " ", "中文", "。", "é ", "x"]
)


@given(st.lists(st.lists(WORDS, max_size=60).map("".join), max_size=4))
def test_counts_agree_with_the_python_twin(texts: list[str]) -> None:
    assert counts(texts) == [text_twins.repetition(text) for text in texts]


@every("text", ["", "\n", "a\n", "\na\n", "\n\n\n", "a b", "a a a a a a", "  \n a", "a" * 5000])
def test_counts_agree_with_the_python_twin_on_edges(text: str) -> None:
    assert counts([text]) == [text_twins.repetition(text)]


def test_words_that_join_to_the_same_characters_are_one_duplicate_ngram() -> None:
    text = "a bc d e f ab c d e f"
    assert counts([text])[0]["duplicate_5gram_chars"] == 6


@pytest.mark.full
def test_counts_agree_with_the_python_twin_on_two_thousand_real_texts(real_data: Callable[[str], Path]) -> None:
    rows = pq.read_table(real_data("gsm8k") / "train.parquet").to_pylist()[:1600]
    texts = [f"{row['question']}\n{row['answer']}" for row in rows]
    texts += pq.read_table(real_data("chinese_poetry_sample") / "poems.parquet")["text"].to_pylist()[:400]
    assert counts(texts) == [text_twins.repetition(text) for text in texts]
