"""Sequences of ten characters that occur again, as data-juicer's character repetition ratio counts them."""

from __future__ import annotations

import pyarrow as pa
from every import every
from hypothesis import given
from hypothesis import strategies as st
from kernels import signal_twins

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.hashing.character_ngrams import SIZE, character_ngrams


def counted(texts: list[str]) -> list[tuple[int, int]]:
    counts = character_ngrams(*text_buffers(pa.array(texts, pa.large_string())))
    return [(most, sequences) for most, sequences in counts.tolist()]


PERIODIC = st.tuples(st.text(signal_twins.CHARACTERS, min_size=1, max_size=12), st.integers(1, 30)).map(
    lambda drawn: drawn[0] * drawn[1]
)
FEW = st.text(st.sampled_from("ab\u0301中😀"), max_size=200)


@given(st.lists(st.one_of(PERIODIC, FEW, signal_twins.TEXTS), max_size=5))
def test_counts_agree_with_the_python_twin_on_any_text(texts: list[str]) -> None:
    assert counted(texts) == [signal_twins.character_ngrams(text) for text in texts]


def test_counts_agree_with_the_python_twin_on_real_texts() -> None:
    texts = signal_twins.real_texts()
    assert counted(texts) == [signal_twins.character_ngrams(text) for text in texts]


@every(
    "text, most, sequences",
    [
        ("", 0, 0),
        ("a" * (SIZE - 1), 0, 0),
        ("a" * SIZE, 0, 1),
        ("a" * (SIZE + 1), 2, 2),
        ("é中😀" * 4, 0, 3),
        ("é中😀" * 5, 2, 6),
        ("abcdefghij", 0, 1),
        ("abcdefghijklmnopqrstuvwxyz", 0, 17),
    ],
)
def test_a_sequence_is_ten_code_points(text: str, most: int, sequences: int) -> None:
    assert counted([text]) == [(most, sequences)]


def test_only_as_many_sequences_count_as_the_root_of_the_number_of_different_ones() -> None:
    period = "abcdefghijklmnop"  # 16 different sequences, of which 4 count
    assert counted([period * 4]) == [(16, 55)]


def test_sequences_that_occur_once_never_count() -> None:
    assert counted(["0123456789" + "abcdefghijklmnopqrstuvwxyz" + "0123456789"]) == [(2, 37)]


def test_many_different_sequences_are_told_apart() -> None:
    text = " ".join(f"{number:09}" for number in range(3000))
    assert counted([text]) == [signal_twins.character_ngrams(text)]
