from __future__ import annotations

import itertools
import resource
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.errors import ResourceError
from dataaudit.kernels.hashing.shingles import shingle_sets
from dataaudit.stages.duplicates import minhash_pairs, shingle_store, similar_sets
from dataaudit.stages.duplicates.content_hashes import ContentHashes
from dataaudit.stages.duplicates.minhash_pairs import MinHashPairs
from dataaudit.stages.duplicates.minhash_signatures import MinHashBands, text_shingles


class Memory:
    """A signal store over texts in memory, counting the passes over them."""

    def __init__(self, texts: list[str], bands: MinHashBands) -> None:
        batch = pa.RecordBatch.from_pydict(
            {"row_id": pa.array(range(len(texts)), pa.uint64()), "text": pa.array(texts, pa.large_string())}
        )
        parts = [batch.select(["row_id"]), bands(batch), ContentHashes()(batch)]
        self.table = pa.table({name: part.column(name) for part in parts for name in part.schema.names})
        self.values = batch.column("text")
        self.written: dict[str, pa.Table] = {}
        self.read = 0

    def signals(self, columns: list[str]) -> pa.Table:
        return self.table.select(columns)

    def texts(self, row_ids: np.ndarray) -> Iterator[tuple[np.ndarray, pa.Array]]:
        self.read += len(row_ids)
        for first in range(0, len(row_ids), 1000):
            some = row_ids[first : first + 1000]
            yield some, self.values.take(pa.array(some))

    def write(self, name: str, table: pa.Table) -> None:
        self.written[name] = table

    def scratch(self) -> Path:
        return Path(tempfile.gettempdir())

    def progress(self, done: int, total: int) -> None:
        assert done <= total


def run(
    texts: list[str], *, threshold: float = 0.8, **options: Any
) -> tuple[dict[tuple[int, int], float], Any, Memory]:
    bands = MinHashBands(5, 128, 1, threshold, 0.001)
    store = Memory(texts, bands)
    stage = MinHashPairs(bands, **options)
    facts = stage.run(store)
    pairs = {(row["row_a"], row["row_b"]): row["similarity"] for row in store.written["minhash_pairs"].to_pylist()}
    return pairs, facts, store


def brute_force(texts: list[str], threshold: float = 0.8) -> dict[tuple[int, int], float]:
    """All pairs by exact Jaccard similarity, from an inverted index over shingles: nothing can be missed."""
    sets, bounds = shingle_sets(*text_shingles(pa.array(texts, pa.large_string()), 5))
    sizes = np.diff(bounds)
    owners: dict[int, list[int]] = {}
    for text in range(len(texts)):
        for shingle in sets[bounds[text] : bounds[text + 1]].tolist():
            owners.setdefault(shingle, []).append(text)
    shared: dict[tuple[int, int], int] = {}
    for group in owners.values():
        for pair in itertools.combinations(group, 2):
            shared[pair] = shared.get(pair, 0) + 1
    result = {}
    for (one, two), count in shared.items():
        similarity = count / (sizes[one] + sizes[two] - count)
        if similarity >= threshold:
            result[one, two] = similarity
    return result


def first_of_each(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(text.split()) for text in texts))


def test_cat_and_dog_are_no_duplicates_and_cat_stands_for_cat() -> None:
    assert run(["cat", "dog", "cat"])[0] == {}


def test_short_texts_match_only_when_their_tokens_are_the_same() -> None:
    pairs, _, _ = run(["Ok", "ok!", "OK...", "ko", "", " ", "!!!", "???", "你好", "你好。", "你好吗"])
    assert pairs == {(0, 1): 1.0, (0, 2): 1.0, (1, 2): 1.0, (8, 9): 1.0}


VARIED = st.lists(
    st.tuples(st.integers(0, 4), st.lists(st.integers(0, 39), max_size=3), st.booleans()), min_size=2, max_size=40
)


@given(VARIED)
def test_pairs_are_those_of_brute_force_and_every_similarity_is_exact(cases: list[tuple[int, list[int], bool]]) -> None:
    texts = []
    for base, edits, upper in cases:
        words = [f"w{base}x{n}" for n in range(40)]
        for place in edits:
            words[place] = f"edit{place}"
        texts.append(" ".join(words).upper() if upper else " ".join(words))
    texts = list(dict.fromkeys(texts))
    assert run(texts)[0] == pytest.approx(brute_force(texts))


@pytest.mark.parametrize(
    ("name", "column"),
    [
        pytest.param("spdx_licenses/licenses", "text", marks=pytest.mark.full),
        ("presidio_pii_v2/synth_dataset_v2", "text"),
        ("udhr_languages/udhr_lines", "text"),
    ],
)
def test_recall_and_precision_on_real_texts(real_data: Callable[[str], Path], name: str, column: str) -> None:
    folder, file = name.split("/")
    texts = first_of_each(pq.read_table(real_data(folder) / f"{file}.parquet")[column].to_pylist()[:3000])
    pairs, expected = run(texts)[0], brute_force(texts)
    assert set(pairs) <= set(expected)
    assert pairs == pytest.approx({pair: expected[pair] for pair in pairs})
    assert len(pairs) >= 0.999 * len(expected)


@pytest.mark.full
def test_clusters_tell_the_smallest_similarity_inside(real_data: Callable[[str], Path]) -> None:
    texts = first_of_each(pq.read_table(real_data("spdx_licenses") / "licenses.parquet")["text"].to_pylist())
    store = run(texts)[2]
    everything = brute_force(texts, 1e-9)
    clusters: dict[int, list[dict[str, Any]]] = {}
    for row in store.written["minhash_clusters"].to_pylist():
        clusters.setdefault(row["cluster_id"], []).append(row)
    assert any(len(members) > 2 for members in clusters.values())
    for cluster_id, members in clusters.items():
        ids = [row["row_id"] for row in members]
        assert min(ids) == cluster_id
        lowest = min(everything.get(tuple(sorted(pair)), 0.0) for pair in itertools.combinations(ids, 2))  # type: ignore[arg-type]
        assert [row["min_similarity"] for row in members] == pytest.approx([lowest] * len(members))


def look_alikes(count: int, template: int, slots: int, seed: int = 1) -> list[str]:
    """Texts of one form: some words of each are its own, the others are the same in all."""
    draw = np.random.default_rng(seed)
    texts = []
    for _ in range(count):
        words = [f"t{place}" for place in range(template)]
        for slot in range(slots):
            begin = (2 * slot + 1) * template // (2 * slots) - 2
            words[begin : begin + 5] = [f"x{number}" for number in draw.integers(0, 5000, 5)]
        texts.append(" ".join(words))
    return texts


def with_last_words_exchanged(texts: list[str], words: int) -> list[str]:
    """A copy of each text that ends in other words."""
    return [" ".join([*text.split()[:-words], *(f"y{n}w{k}" for k in range(words))]) for n, text in enumerate(texts)]


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.8, 0.95, 1.0])
def test_among_texts_of_one_form_every_pair_is_found_whatever_they_share(threshold: float) -> None:
    originals = look_alikes(150, 60, 3) + look_alikes(50, 12, 1, seed=2)
    copies = with_last_words_exchanged(originals[:120], 2) + with_last_words_exchanged(originals[120:], 1)
    texts = originals + copies + [text.upper() for text in originals[100:160]]
    expected = brute_force(texts, threshold)
    assert len(expected) >= 60
    assert run(texts, threshold=threshold, neighbours=1000)[0] == pytest.approx(expected)


def test_what_all_texts_share_brings_none_of_them_together() -> None:
    candidates = {}
    for count in (500, 2000):
        _, facts, _ = run(look_alikes(count, 60, 3))
        assert facts["texts_in_crowded_buckets"] > count // 4
        candidates[count] = facts["candidates"]
    assert candidates[2000] <= 4 * 25 + 2000 // 50


@pytest.mark.full
def test_where_everything_is_alike_every_text_has_a_kept_partner_and_pairs_stay_linear() -> None:
    texts = [f"{' '.join(f'w{n}' for n in range(60))} number {number}" for number in range(400)]
    expected = brute_force(texts)
    pairs, facts, _ = run(texts, neighbours=8)
    assert {row for pair in pairs for row in pair} == set(range(400))
    assert pairs == pytest.approx({pair: expected[pair] for pair in pairs})
    assert len(pairs) < 400 * 3
    assert facts["texts_paired_with_kept_alone"] > 300
    assert run(texts, neighbours=400)[0] == pytest.approx(expected)


def test_pairs_do_not_depend_on_the_order_of_texts_even_where_everything_is_alike() -> None:
    texts = look_alikes(200, 60, 3) + [f"{' '.join(f'w{n}' for n in range(60))} number {k}" for k in range(200)]
    texts += with_last_words_exchanged(texts[:50], 2)
    shuffled = np.random.default_rng(1).permutation(len(texts))
    one = run(texts, neighbours=8)[0]
    two = run([texts[n] for n in shuffled], neighbours=8)[0]
    renamed = {tuple(sorted((int(shuffled[a]), int(shuffled[b])))): value for (a, b), value in two.items()}
    assert renamed == one


@pytest.mark.parametrize("parts", [1, 2, 256])
def test_parts_of_the_index_and_files_of_shingles_do_not_change_the_result(
    parts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    originals = look_alikes(100, 60, 3) + look_alikes(100, 20, 1)
    texts = originals + with_last_words_exchanged(originals, 2)
    expected = run(texts, neighbours=1000)[0]
    assert expected
    monkeypatch.setattr(similar_sets, "MOST_ENTRIES", 100)
    monkeypatch.setattr(similar_sets, "_BLOCK", 17)
    monkeypatch.setattr(similar_sets, "_MOST_PARTS", parts)
    monkeypatch.setattr(shingle_store, "HELD_SHINGLES", 2000)
    assert run(texts, neighbours=1000)[0] == expected


def test_a_disk_that_fills_up_while_shingles_are_written_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shingle_store, "HELD_SHINGLES", 2000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # as Python has it at its start
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))  # the system refuses to write more
    try:
        with pytest.raises(ResourceError, match=r"shingles: .*(full|cannot be written)"):
            run([*look_alikes(300, 60, 3), *with_last_words_exchanged(look_alikes(300, 60, 3), 1)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


def test_edited_copies_measure_the_recall_and_stand_in_no_table_of_pairs() -> None:
    texts = look_alikes(2000, 60, 3) + [" ".join(f"own{n}w{k}" for k in range(40)) for n in range(2000)]
    pairs, _, store = run(texts)
    assert pairs == {}
    assert store.written["minhash_clusters"].num_rows == 0
    crowded, others = store.written["minhash_recall"].to_pylist()
    assert (crowded["crowded"], others["crowded"]) == (True, False)
    assert crowded["copies"] + others["copies"] == pytest.approx(minhash_pairs.COPIES_SHARE * 4000, abs=2)
    for row in (crowded, others):
        assert 0.8 <= row["mean_similarity"] <= 0.95
        assert row["found"] >= row["copies"] - 1


def test_a_search_that_misses_says_so() -> None:
    texts = [" ".join(f"own{n}w{k}" for k in range(60)) for n in range(3000)]
    bands = MinHashBands(5, 128, 1, 0.8, 0.5)  # may miss half of the pairs at the threshold
    store = Memory(texts, bands)
    MinHashPairs(bands).run(store)
    (row,) = store.written["minhash_recall"].to_pylist()
    assert 0.4 * row["copies"] < row["found"] < 0.98 * row["copies"]


def test_a_corpus_of_one_row_or_none_has_no_pairs() -> None:
    for texts in ([], ["alone"], [""], ["same", "same"], ["a"] * 200 + ["b"]):
        pairs, _, store = run(texts)
        assert pairs == {}
        assert store.written["minhash_clusters"].num_rows == 0
        assert store.written["minhash_recall"].num_rows == 0
