from __future__ import annotations

import unicodedata
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
import regex
import xxhash
from hypothesis import given
from kernels.test_shingles_and_minhash import TEXTS, TOKEN

from dataaudit.kernels.hashing.shingle_tokens import CHARACTER, LATIN, OTHER, TokenStream
from dataaudit.stages.duplicates.minhash_signatures import text_shingles
from dataaudit.stages.vectors.encoders import tokens_of

LATIN_WORD = regex.compile(r"[\u0000-\u027F\u1E00-\u1EFF]+")
UNSEGMENTED_CHARACTER = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")


def stream_of(texts: list[str | None]) -> TokenStream:
    return tokens_of(pa.array(texts, pa.large_string()))


def twin_tokens(text: str) -> list[str]:
    found: list[str] = TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())
    return found


def twin_kind(token: str) -> int:
    if LATIN_WORD.fullmatch(token):
        return LATIN
    return CHARACTER if UNSEGMENTED_CHARACTER.match(token) else OTHER


def spelt(stream: TokenStream) -> list[str]:
    bounds = zip(stream.begins.tolist(), stream.ends.tolist(), strict=True)
    return [bytes(stream.letters[begin:end]).decode() for begin, end in bounds]


def kinds_of(text: str) -> dict[str, int]:
    stream = stream_of([text])
    return dict(zip(spelt(stream), stream.kinds.tolist(), strict=True))


@given(TEXTS)
def test_tokens_their_hashes_and_kinds_are_those_of_the_python_twin(texts: list[str]) -> None:
    stream = stream_of([*texts])
    words = spelt(stream)
    assert len(stream.bounds) == len(texts) + 1
    for text, (first, last) in zip(texts, pairwise(stream.bounds.tolist()), strict=True):
        expected = twin_tokens(text)
        assert words[first:last] == expected
        assert stream.hashes[first:last].tolist() == [xxhash.xxh64_intdigest(token.encode()) for token in expected]
        assert stream.kinds[first:last].tolist() == [twin_kind(token) for token in expected]


@given(TEXTS)
def test_hashes_are_those_of_shingles_of_one_token(texts: list[str]) -> None:
    stream = stream_of([*texts])
    hashes, bounds = text_shingles(pa.array(texts, pa.large_string()), 1)
    assert stream.hashes.tolist() == hashes.tolist()
    assert stream.bounds.tolist() == bounds.tolist()


@given(TEXTS)
def test_a_space_stands_behind_every_token_and_nothing_else_between(texts: list[str]) -> None:
    stream = stream_of([*texts])
    assert bytes(stream.letters).decode() == "".join(f"{word} " for word in spelt(stream))


def test_kinds_tell_latin_words_characters_and_words_of_other_scripts() -> None:
    assert kinds_of("Größe việt 42 x1 ＡＢＣ") == dict.fromkeys(["grösse", "việt", "42", "x1", "abc"], LATIN)
    assert kinds_of("中は한국 ไ") == {"中": CHARACTER, "は": CHARACTER, "한국": OTHER, "ไ": CHARACTER}
    assert kinds_of("Москва Αθήνα שלום हिन्दी xя") == dict.fromkeys(["москва", "αθήνα", "שלום", "हिन्दी", "xя"], OTHER)


def test_a_letter_with_marks_that_no_single_character_has_is_no_latin_word() -> None:
    assert kinds_of("e\u0301 q\u0301") == {"é": LATIN, "q\u0301": OTHER}


@pytest.mark.parametrize("texts", [[], [None], [""], ["!!!"], [" \n", None, "…", "\u200b"]], ids=str)
def test_texts_without_tokens_have_none(texts: list[str | None]) -> None:
    stream = stream_of(texts)
    assert stream.bounds.tolist() == [0] * (len(texts) + 1)
    assert [len(part) for part in stream[:5]] == [0] * 5


def test_a_text_says_the_same_in_any_batch_and_where_arrays_must_grow() -> None:
    texts = ["a", None, "ﷺ" * 50, "b c", "", "é" * 500, "中文", "x " * 3000]
    whole = stream_of([*texts])
    words, kinds, hashes = spelt(whole), whole.kinds, whole.hashes
    for text, (first, last) in zip(texts, pairwise(whole.bounds.tolist()), strict=True):
        alone = stream_of([text])
        assert spelt(alone) == words[first:last]
        assert np.array_equal(alone.kinds, kinds[first:last])
        assert np.array_equal(alone.hashes, hashes[first:last])
