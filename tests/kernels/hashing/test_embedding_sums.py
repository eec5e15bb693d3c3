from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st
from kernels.test_shingles_and_minhash import TEXTS

from dataaudit.kernels.hashing.embedding_sums import add_words, embedding_sums, find_words
from dataaudit.kernels.hashing.shingle_tokens import CHARACTER, LATIN, OTHER, TokenStream
from dataaudit.stages.vectors.encoders import tokens_of

ALL = (1 << 64) - 1
GOLDEN, MIX_1, MIX_2 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
SIZES = [1, 8, 64, 100, 256]

Table = tuple[np.ndarray, np.ndarray, np.ndarray]
Vector = list[float]


def twin_signs(key: int, size: int) -> Vector:
    """The bits that splitmix64 gives from a key, as signs of a vector of length 1."""
    signs: Vector = []
    while len(signs) < size:
        key = (key + GOLDEN) & ALL
        bits = ((key ^ key >> 30) * MIX_1) & ALL
        bits = ((bits ^ bits >> 27) * MIX_2) & ALL
        bits ^= bits >> 31
        signs += [-1.0 if bits >> place & 1 else 1.0 for place in range(64)]
    return [sign / math.sqrt(size) for sign in signs[:size]]


def twin_terms(token: str, kind: int, behind: str | None, pieces: dict[str, list[Vector]], size: int) -> list[Vector]:
    """What a token adds; ``behind`` is the character behind it."""
    if kind == LATIN:
        return pieces[token]
    if kind == CHARACTER:
        own = xxhash.xxh64_intdigest(token.encode())
        terms = [twin_signs(own, size)]
        if behind is not None:
            both = (own * MIX_1 & ALL) ^ xxhash.xxh64_intdigest(behind.encode())
            terms.append([0.5 * value for value in twin_signs(both, size)])
        return terms
    padded = f" {token} "
    weight = 1 / math.sqrt(len(token))
    keys = [xxhash.xxh64_intdigest(padded[first : first + 3].encode()) for first in range(len(token))]
    return [[weight * value for value in twin_signs(key, size)] for key in keys]


def twin_sum(tokens: list[str], kinds: list[int], pieces: dict[str, list[Vector]], size: int) -> Vector:
    total = [0.0] * size
    for place, (token, kind) in enumerate(zip(tokens, kinds, strict=True)):
        followed = place + 1 < len(tokens) and kinds[place + 1] == CHARACTER
        for term in twin_terms(token, kind, tokens[place + 1] if followed else None, pieces, size):
            total = [one + two for one, two in zip(total, term, strict=True)]
    length = math.sqrt(sum(value * value for value in total))
    return [value / length for value in total] if length > 1e-6 else [0.0] * size


def words_of(stream: TokenStream) -> list[str]:
    bounds = zip(stream.begins.tolist(), stream.ends.tolist(), strict=True)
    return [bytes(stream.letters[begin:end]).decode() for begin, end in bounds]


def learnt_pieces(words: list[str], size: int) -> dict[str, list[Vector]]:
    """For every word none, one or two pieces with vectors of their own."""
    made = {}
    for word in words:
        rng = np.random.default_rng(list(word.encode()))
        made[word] = rng.normal(size=(len(word) % 3, size)).astype(np.float32).tolist()
    return made


def table_of(pieces: dict[str, list[Vector]], size: int) -> tuple[Table, np.ndarray, np.ndarray]:
    slots = 1 << (2 * len(pieces) + 1).bit_length()
    table = np.zeros(slots, np.uint64), np.zeros(slots, np.int64), np.zeros(slots, np.int64)
    hashes = np.array([xxhash.xxh64_intdigest(word.encode()) for word in pieces], np.uint64)
    counts = np.array([len(vectors) for vectors in pieces.values()], np.int64)
    add_words(*table, hashes, np.cumsum(counts) - counts, counts)
    flat = [vector for vectors in pieces.values() for vector in vectors]
    rows = np.arange(len(flat))[::-1].copy()
    return table, rows, np.array(flat[::-1], np.float32).reshape(len(flat), size)


def sums_of(texts: list[str | None], size: int) -> tuple[np.ndarray, np.ndarray, TokenStream, dict[str, list[Vector]]]:
    stream = tokens_of(pa.array(texts, pa.large_string()))
    words = words_of(stream)
    pieces = learnt_pieces([word for word, kind in zip(words, stream.kinds, strict=True) if kind == LATIN], size)
    (keys, firsts, counts), rows, vectors = table_of(pieces, size)
    slots = find_words(keys, stream.hashes, stream.kinds)
    sums, learnt = embedding_sums(stream, slots, firsts, counts, rows, vectors)
    return sums, learnt, stream, pieces


@given(TEXTS, st.sampled_from(SIZES))
def test_sums_and_learnt_shares_are_those_of_the_python_twin(texts: list[str], size: int) -> None:
    sums, learnt, stream, pieces = sums_of([*texts], size)
    assert sums.shape == (len(texts), size)
    assert sums.dtype == learnt.dtype == np.float32
    words, kinds = words_of(stream), stream.kinds.tolist()
    for row, (first, last) in enumerate(pairwise(stream.bounds.tolist())):
        expected = twin_sum(words[first:last], kinds[first:last], pieces, size)
        length = np.linalg.norm(sums[row])
        assert length == pytest.approx(1, abs=1e-5) or length == 0
        # Vectors that all but cancel out have directions of rounding alone.
        assert sums[row].tolist() == pytest.approx(expected, abs=1e-3)
        if last == first:
            assert np.isnan(learnt[row])
        else:
            assert learnt[row] == pytest.approx(kinds[first:last].count(LATIN) / (last - first))


@given(
    st.lists(st.integers(1, ALL) | st.integers(1, 8).map(lambda low: low << 40 | low), unique=True, max_size=40),
    st.lists(st.integers(0, 60), max_size=60),
    st.integers(0, 3),
)
def test_words_are_found_as_a_dict_finds_them(known: list[int], asked: list[int], rounds: int) -> None:
    slots = 2
    while slots < 2 * len(known):
        slots *= 2
    keys, firsts, counts = np.zeros(slots, np.uint64), np.zeros(slots, np.int64), np.zeros(slots, np.int64)
    values = {key: (place * 3, place % 5) for place, key in enumerate(known)}
    for some in np.array_split(np.arange(len(known)), rounds + 1):
        first, count = some * 3, some % 5
        add_words(keys, firsts, counts, np.array(known, np.uint64)[some], first, count)
    hashes = [known[place % len(known)] if known and place % 2 else place * GOLDEN & ALL | 1 for place in asked]
    kinds = np.array([(LATIN, LATIN, CHARACTER, OTHER)[place % 4] for place in asked], np.uint8)
    found = find_words(keys, np.array(hashes, np.uint64), kinds)
    for key, kind, slot in zip(hashes, kinds.tolist(), found.tolist(), strict=True):
        if kind != LATIN:
            assert slot == -2
        elif key not in values:
            assert slot == -1
        else:
            assert (keys[slot], firsts[slot], counts[slot]) == (key, *values[key])


def test_a_word_put_in_again_takes_the_place_of_the_first() -> None:
    keys, firsts, counts = np.zeros(4, np.uint64), np.zeros(4, np.int64), np.zeros(4, np.int64)
    for first in (1, 9):
        add_words(keys, firsts, counts, np.array([77], np.uint64), np.array([first]), np.array([2]))
    assert np.count_nonzero(keys) == 1
    slot = int(find_words(keys, np.array([77], np.uint64), np.array([LATIN], np.uint8))[0])
    assert (firsts[slot], counts[slot]) == (9, 2)


@pytest.mark.parametrize("texts", [[], [None], ["", "!!!", " "]], ids=str)
def test_texts_without_tokens_have_zeros_and_no_learnt_share(texts: list[str | None]) -> None:
    sums, learnt, _, _ = sums_of(texts, 64)
    assert sums.shape == (len(texts), 64)
    assert not sums.any()
    assert np.isnan(learnt).all()


def test_tokens_that_cancel_out_have_zeros_but_a_learnt_share() -> None:
    stream = tokens_of(pa.array(["up down"], pa.large_string()))
    slots, firsts, counts = np.arange(2), np.arange(2), np.ones(2, np.int64)
    vectors = np.array([[1, -2, 3], [-1, 2, -3]], np.float32)
    sums, learnt = embedding_sums(stream, slots, firsts, counts, np.arange(2), vectors)
    assert sums.tolist() == [[0, 0, 0]]
    assert learnt.tolist() == [1]


def test_the_order_of_words_does_not_count_and_that_of_characters_does() -> None:
    sums = sums_of(["one two three", "three one two", "Москва Париж", "Париж Москва", "中文好", "好中文"], 256)[0]
    similarity = sums @ sums.T
    assert similarity[0, 1] == pytest.approx(1, abs=1e-5)
    assert similarity[2, 3] == pytest.approx(1, abs=1e-5)
    assert 0.7 < similarity[4, 5] < 0.99


def test_words_of_other_scripts_that_share_most_letters_lie_near() -> None:
    sums = sums_of(["университета", "университету", "пароходы"], 256)[0]
    assert sums[0] @ sums[1] > 0.7
    assert abs(sums[0] @ sums[2]) < 0.3
