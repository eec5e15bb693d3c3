from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
import regex
import xxhash
from datasketch import MinHash
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.kernels.duplicates.jaccard import jaccard_of_pairs
from dataaudit.kernels.duplicates.union_find import components
from dataaudit.kernels.hashing.bands import band_hashes, bucket_pairs, choose_bands, meeting_probability
from dataaudit.kernels.hashing.minhash import hashfunc, permutations, signatures
from dataaudit.kernels.hashing.shingles import distinct_shingles, shingle_sets
from dataaudit.kernels.xxh64 import xxh64
from dataaudit.stages.duplicates.minhash_signatures import minhash_signatures, text_shingles

TOKEN = regex.compile(
    r"[[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]&&[\p{L}\p{M}\p{N}]]"
    r"|[[\p{L}\p{M}\p{N}]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]+",
    regex.V1,
)


def twin_shingles(text: str, size: int) -> list[bytes]:
    """Shingles from the definition: tokens of the canonical text, joined by one space."""
    tokens = TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())
    if not tokens:
        return []
    width = min(size, len(tokens))
    return [" ".join(tokens[i : i + width]).encode() for i in range(len(tokens) - width + 1)]


def hashes_of(texts: list[str], size: int = 5) -> tuple[np.ndarray, np.ndarray]:
    return text_shingles(pa.array(texts, pa.large_string()), size)


TEXTS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=30),
        st.lists(
            st.sampled_from(["cat", "dog", "Straße", "１２", "的", "にほん", "ภาษา", ",", " ", "\n"]), max_size=25
        ).map(" ".join),
    ),
    max_size=6,
)


@given(TEXTS, st.integers(1, 7))
def test_shingles_are_those_of_the_python_twin(texts: list[str], size: int) -> None:
    hashes, bounds = hashes_of(texts, size)
    for number, text in enumerate(texts):
        expected = [xxhash.xxh64_intdigest(shingle) for shingle in twin_shingles(text, size)]
        assert hashes[bounds[number] : bounds[number + 1]].tolist() == expected


@given(st.binary(max_size=200), st.integers(0, 40))
def test_the_hash_is_xxh64(data: bytes, start: int) -> None:
    start = min(start, len(data))
    got = xxh64(np.frombuffer(data, np.uint8), start, len(data))
    assert int(got) == xxhash.xxh64_intdigest(data[start:])


@given(TEXTS)
def test_signatures_equal_datasketch_bit_for_bit(texts: list[str]) -> None:
    got = minhash_signatures(texts)
    for text, signature in zip(texts, got, strict=True):
        sketch = MinHash(num_perm=128, seed=1, hashfunc=hashfunc, scheme="affine32")
        sketch.update_batch(twin_shingles(text, 5))
        assert signature.tolist() == sketch.hashvalues.tolist()


@pytest.mark.parametrize(("count", "seed"), [(16, 1), (128, 7), (200, 42)])
def test_signatures_equal_datasketch_for_other_lengths_and_seeds(count: int, seed: int) -> None:
    text = "the quick brown fox jumps over the lazy dog and runs away"
    sketch = MinHash(num_perm=count, seed=seed, hashfunc=hashfunc, scheme="affine32")
    sketch.update_batch(twin_shingles(text, 3))
    assert minhash_signatures([text], shingle=3, num_perm=count, seed=seed)[0].tolist() == sketch.hashvalues.tolist()


def test_a_stored_signature_makes_a_datasketch_minhash() -> None:
    one, two = minhash_signatures(["a b c d e f g h", "a b c d e f g x"])
    left, right = MinHash(hashvalues=one, scheme="affine32"), MinHash(hashvalues=two, scheme="affine32")
    assert left.jaccard(right) == np.mean(one == two)


@given(TEXTS)
def test_sets_are_sorted_distinct_shingles(texts: list[str]) -> None:
    hashes, bounds = hashes_of(texts)
    sets, set_bounds = shingle_sets(hashes, bounds)
    for number in range(len(texts)):
        values = hashes[bounds[number] : bounds[number + 1]].tolist()
        assert sets[set_bounds[number] : set_bounds[number + 1]].tolist() == sorted(set(values))


@given(st.lists(st.lists(st.integers(0, 2**64 - 1) | st.sampled_from([0, 1, 16, 32, 2**63]), max_size=60), max_size=5))
def test_distinct_shingles_are_counted_as_a_set_counts_them(texts: list[list[int]]) -> None:
    hashes = np.array([value for text in texts for value in text], np.uint64)
    bounds = np.cumsum([0, *map(len, texts)])
    assert distinct_shingles(hashes, bounds).tolist() == [len(set(text)) for text in texts]


@given(
    st.lists(st.sets(st.integers(0, 30), max_size=20), min_size=1, max_size=6),
    st.sampled_from([0.0, 0.3, 0.5, 0.8, 1.0]),
)
def test_jaccard_is_that_of_python_sets(sets: list[set[int]], threshold: float) -> None:
    values = np.array([value for one in sets for value in sorted(one)], np.uint64)
    bounds = np.concatenate([[0], np.cumsum([len(one) for one in sets])]).astype(np.int64)
    left, right = np.divmod(np.arange(len(sets) ** 2), len(sets))
    got = jaccard_of_pairs(values, bounds, left, right, threshold)
    for one, two, similarity in zip(left, right, got, strict=True):
        union = sets[one] | sets[two]
        exact = len(sets[one] & sets[two]) / len(union) if union else 0.0
        assert similarity == (exact if exact >= threshold else -1.0)


@given(
    st.integers(1, 30).flatmap(
        lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=40))
    )
)
def test_components_are_those_of_a_plain_search(case: tuple[int, list[tuple[int, int]]]) -> None:
    nodes, edges = case
    neighbours: dict[int, set[int]] = {node: {node} for node in range(nodes)}
    for one, two in edges:
        neighbours[one].add(two)
        neighbours[two].add(one)
    expected = []
    for node in range(nodes):
        seen, waiting = {node}, [node]
        while waiting:
            for other in neighbours[waiting.pop()] - seen:
                seen.add(other)
                waiting.append(other)
        expected.append(min(seen))
    left = np.array([one for one, _ in edges], np.int64)
    right = np.array([two for _, two in edges], np.int64)
    assert components(nodes, left, right).tolist() == expected


def test_bands_reach_the_recall_target_with_the_most_rows() -> None:
    for permutations_count in (64, 128, 256):
        for threshold in (0.5, 0.7, 0.8, 0.9, 0.95):
            bands, rows = choose_bands(permutations_count, threshold, 0.001)
            assert 1 - meeting_probability(threshold, bands, rows) <= 0.001
            wider = rows + 1
            assert 1 - meeting_probability(threshold, permutations_count // wider, wider) > 0.001


def test_the_meeting_probability_is_that_of_the_published_table() -> None:
    published = {(14, 8, 0.8): 0.924, (20, 13, 0.8): 0.677, (9, 13, 0.8): 0.399, (5, 25, 0.9): 0.311}
    for (bands, rows, similarity), probability in published.items():
        assert round(meeting_probability(similarity, bands, rows), 3) == probability


@given(st.lists(st.lists(st.integers(0, 3), min_size=6, max_size=6), min_size=1, max_size=20))
def test_equal_bands_have_equal_hashes_and_others_do_not(rows: list[list[int]]) -> None:
    signed = np.array(rows, np.uint32)
    hashes = band_hashes(signed, 3, 2)
    for band in range(3):
        for one in range(len(rows)):
            for two in range(len(rows)):
                same = rows[one][2 * band : 2 * band + 2] == rows[two][2 * band : 2 * band + 2]
                assert (hashes[band, one] == hashes[band, two]) == same


def test_bucket_pairs_are_all_pairs_of_each_bucket() -> None:
    left, right = bucket_pairs(np.array([1, 4, 6, 2, 3], np.int64), np.array([0, 3, 3, 5], np.int64))
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(1, 4), (1, 6), (4, 6), (2, 3)]


def test_permutations_are_datasketchs_own() -> None:
    drawn = MinHash(num_perm=32, seed=5, scheme="affine32").permutations
    assert np.array_equal(permutations(32, 5), drawn)
    assert signatures(np.zeros(0, np.uint64), np.zeros(2, np.int64), permutations(4, 1)).tolist() == [[2**32 - 1] * 4]
