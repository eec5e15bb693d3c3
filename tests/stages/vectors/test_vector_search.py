from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.stages.share_interval import wilson
from dataaudit.stages.vectors import vector_cells, vector_search
from dataaudit.stages.vectors.encoders import unit
from dataaudit.stages.vectors.vector_cells import Cells, k_means, make_cells
from dataaudit.stages.vectors.vector_search import Found, VectorSearch

Pairs = dict[tuple[int, int], float]


def clustered(count: int, seed: int = 0, size: int = 32, spread: float = 0.35) -> np.ndarray:
    """Vectors of length 1 around centres, of which some attract far more than others."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(max(1, count // 12), size))
    chosen = centres[(len(centres) * rng.random(count) ** 2).astype(np.int64)]
    noisy = chosen + spread * rng.random((count, 1)) * rng.normal(size=(count, size))
    return unit(noisy.astype(np.float32)).astype(np.float16)


def search(vectors: np.ndarray, *, preference: np.ndarray | None = None, **changes: Any) -> Found:
    count = len(vectors)
    told: list[tuple[int, int]] = []
    options: dict[str, Any] = {
        "thresholds": np.full(count, 0.9), "neighbours": 10, "recall": 0.99, "most": 64, **changes,
    }  # fmt: skip
    found = VectorSearch(
        vectors,
        preference=np.arange(count) if preference is None else preference,
        progress=lambda done, total: told.append((done, total)),
        **options,
    ).run()
    assert all(0 <= done <= total for done, total in told)
    assert len(found.left) == len(found.right) == len(found.similarity) == found.facts["pairs"]
    assert (found.left < found.right).all()
    return found


def pairs_of(found: Found) -> Pairs:
    pairs = list(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    return dict(zip(pairs, found.similarity.tolist(), strict=True))


def products(vectors: np.ndarray) -> np.ndarray:
    full = vectors.astype(np.float64)
    full /= np.maximum(np.linalg.norm(full, axis=1, keepdims=True), 1e-300)  # float16 is not quite of length 1
    result: np.ndarray = np.clip(np.round(full @ full.T, 5), -1, 1)
    return result


def all_pairs(vectors: np.ndarray, thresholds: np.ndarray) -> Pairs:
    similarity = products(vectors)
    left, right = np.nonzero(np.triu(similarity >= np.maximum(thresholds[:, None], thresholds), 1))
    return dict(zip(zip(left.tolist(), right.tolist(), strict=True), similarity[left, right].tolist(), strict=True))


def all_nearest(vectors: np.ndarray, wanted: int) -> tuple[np.ndarray, np.ndarray]:
    similarity = (vectors.astype(np.float32) @ vectors.astype(np.float32).T).astype(np.float64)
    np.fill_diagonal(similarity, -9)
    order = np.argsort(-similarity, axis=1, kind="stable")[:, :wanted]
    return order, np.take_along_axis(similarity, order, 1)


def check_nearest(vectors: np.ndarray, found: Found, wanted: int) -> None:
    expected = all_nearest(vectors, wanted)[1]
    there = min(wanted, max(len(vectors) - 1, 0))
    assert found.nearest.shape == found.nearest_similarity.shape == (len(vectors), wanted)
    assert (found.nearest[:, there:] == -1).all()
    assert (found.nearest_similarity[:, there:] == -2).all()
    assert found.nearest_similarity[:, :there] == pytest.approx(expected[:, :there], abs=1e-5)
    full = vectors.astype(np.float64)
    for row, (others, values) in enumerate(zip(found.nearest, found.nearest_similarity, strict=True)):
        some = others[:there]
        assert row not in some
        assert len(set(some.tolist())) == there
        assert full[some] @ full[row] == pytest.approx(values[:there], abs=1e-5)


@pytest.fixture
def few_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some thousand vectors are many."""
    monkeypatch.setattr(vector_search, "EXHAUSTIVE", 500)
    monkeypatch.setattr(vector_cells, "MEMBERS", 40)


@given(st.integers(0, 60), st.integers(0, 9), st.integers(1, 12))
def test_few_vectors_are_compared_all_with_all(count: int, seed: int, wanted: int) -> None:
    vectors = clustered(count, seed, size=8) if count else np.zeros((0, 8), np.float16)
    rng = np.random.default_rng(seed)
    thresholds = rng.choice(np.array([0.5, 0.9, 0.95], np.float32), count)
    found = search(vectors, thresholds=thresholds, neighbours=wanted, preference=rng.permutation(count))
    assert pairs_of(found) == pytest.approx(all_pairs(vectors, thresholds), abs=1e-9)
    check_nearest(vectors, found, wanted)
    assert found.facts["recall"] == 1


def test_blocks_do_not_change_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = clustered(400)
    one = search(vectors, most=400)
    monkeypatch.setattr(vector_search, "BLOCK", 37)
    two = search(vectors, most=400)
    assert pairs_of(one) == pairs_of(two) == all_pairs(vectors, np.full(400, 0.9, np.float32))
    check_nearest(vectors, two, 10)


def test_a_similarity_at_the_threshold_makes_a_pair() -> None:
    vectors = np.array([[1, 0], [0.6, 0.8], [0, 1]], np.float16)
    lowest = products(vectors)[0, 1]
    for threshold, expected in ((lowest, [(0, 1), (1, 2)]), (lowest + 1e-5, [(1, 2)])):
        found = search(vectors, thresholds=np.full(3, threshold))
        assert list(pairs_of(found)) == expected


@given(st.integers(0, 200))
def test_a_rounded_similarity_at_the_threshold_makes_a_pair(seed: int) -> None:
    """A similarity that is shown as 0.8 reaches a threshold of 0.8."""
    vectors = unit(np.random.default_rng(seed).normal(size=(2, 16)).astype(np.float32) + 0.5).astype(np.float16)
    shown = products(vectors)[0, 1]
    found = search(vectors, thresholds=np.full(2, shown))
    assert list(pairs_of(found).values()) == [shown]


def test_one_vector_or_none_has_no_pairs() -> None:
    for count in (0, 1):
        found = search(np.ones((count, 1), np.float16))
        assert pairs_of(found) == {}
        assert (found.nearest == -1).all()
        assert found.facts["texts"] == count


def test_a_crowd_is_paired_with_the_vector_that_is_kept_alone_and_the_cut_is_told() -> None:
    vectors = np.repeat(np.array([[1, 0]], np.float16), 30, axis=0)
    preference = np.random.default_rng(0).permutation(30)
    found = search(vectors, most=3, preference=preference)
    assert found.facts["texts_with_more_pairs"] == 26  # the first four have three preferred ones at most
    first = int(preference[0])
    place = np.argsort(preference)
    assert all(first in pair or max(place[one] for one in pair) < 4 for pair in pairs_of(found))
    assert {number for pair in pairs_of(found) for number in pair} == set(range(30))


@pytest.mark.parametrize("cells", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_pairs_are_linear_and_every_vector_that_is_not_kept_has_one_with_a_kept_one(
    seed: int, cells: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chain of vectors, each near to the next hundreds: most that a vector prefers are not kept themselves."""
    if cells:
        monkeypatch.setattr(vector_search, "EXHAUSTIVE", 500)
        monkeypatch.setattr(vector_cells, "MEMBERS", 400)
    monkeypatch.setattr(vector_search, "_DECIDED", 64)
    angles = np.sort(np.random.default_rng(seed).random(1500)) * 6
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float16)
    preference = np.random.default_rng(seed + 9).permutation(1500)
    found = search(vectors, most=4, preference=preference, recall=1.0)
    similarity, kept = products(vectors), list[int]()
    for one in preference.tolist():
        if not (similarity[one, kept] >= 0.9).any():
            kept.append(one)
    assert len(found.left) <= 4 * 1500
    assert found.facts["texts_with_more_pairs"] > 1000
    paired = np.zeros(1500, np.bool_)
    for one, two in pairs_of(found):
        paired[one] |= two in kept
        paired[two] |= one in kept
    assert set(np.flatnonzero(~paired).tolist()) <= set(kept)
    assert (found.similarity >= 0.9).all()


@pytest.mark.usefixtures("few_cells")
@pytest.mark.parametrize("seed", range(3))
def test_the_search_through_cells_finds_nearly_all_pairs_and_no_wrong_one(seed: int) -> None:
    vectors = clustered(2000, seed)
    thresholds = np.full(2000, 0.9, np.float32)
    found, expected = search(vectors, most=2000), all_pairs(vectors, thresholds)
    pairs = pairs_of(found)
    assert found.facts["cells"] > 10
    assert found.facts["cells_probed"] < found.facts["cells"]
    assert pairs == pytest.approx({pair: expected[pair] for pair in pairs}, abs=1e-9)
    assert len(pairs) >= 0.97 * len(expected) > 1000
    assert found.facts["recall"] == pytest.approx(len(pairs) / len(expected), abs=0.02)
    assert found.facts["recall_lowest"] <= found.facts["recall"]
    assert found.facts["recall_pairs"] > 0


@pytest.mark.usefixtures("few_cells")
def test_more_recall_is_reached_by_more_cells() -> None:
    vectors = clustered(2000, spread=0.6)
    thresholds = np.full(2000, 0.7, np.float32)
    expected = all_pairs(vectors, thresholds)
    probed, shares = [], []
    for recall in (0.5, 0.9, 1.0):
        found = search(vectors, thresholds=thresholds, recall=recall, most=2000)
        probed.append(found.facts["cells_probed"])
        shares.append(len(pairs_of(found)) / len(expected))
        assert shares[-1] >= recall - 0.02
        assert found.facts["recall"] == pytest.approx(shares[-1], abs=0.03)
    assert probed == sorted(probed)
    assert shares == sorted(shares)


@pytest.mark.usefixtures("few_cells")
@pytest.mark.parametrize(("spread", "threshold", "recall"), [(0.35, 0.9, 0.99), (0.6, 0.7, 0.99), (0.6, 0.7, 0.6)])
def test_the_same_pairs_are_found_whatever_the_order_of_vectors(
    spread: float, threshold: float, recall: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_search, "FEWEST_PROBES", 1)
    vectors, shuffled = clustered(2000, spread=spread), np.random.default_rng(1).permutation(2000)
    content = np.lexsort(vectors.T)
    options = {"most": 2000, "recall": recall, "thresholds": np.full(2000, threshold, np.float32)}
    one = pairs_of(search(vectors, preference=content, **options))
    two = pairs_of(search(vectors[shuffled], preference=np.argsort(shuffled)[content], **options))
    assert {tuple(sorted((int(shuffled[a]), int(shuffled[b])))): value for (a, b), value in two.items()} == one


@pytest.mark.usefixtures("few_cells")
def test_the_same_vectors_lie_in_the_same_cells_whatever_their_order() -> None:
    vectors, shuffled = clustered(2000), np.random.default_rng(1).permutation(2000)
    content = np.lexsort(vectors.T)
    one, two = make_cells(vectors, content), make_cells(vectors[shuffled], np.argsort(shuffled)[content])
    cells = {frozenset(one.members(cell).tolist()) for cell in range(one.count)}
    assert {frozenset(shuffled[two.members(cell)].tolist()) for cell in range(two.count)} == cells


@pytest.mark.usefixtures("few_cells")
def test_the_nearest_found_through_cells_are_right_and_nearly_all_there() -> None:
    vectors = clustered(2000)
    found = search(vectors)
    full = vectors.astype(np.float64)
    for row in range(0, 2000, 50):
        some = found.nearest[row]
        assert (np.diff(found.nearest_similarity[row]) <= 0).all()
        assert full[some] @ full[row] == pytest.approx(found.nearest_similarity[row], abs=1e-5)
    first = all_nearest(vectors, 1)[0][:, 0]
    assert np.mean(found.nearest[:, 0] == first) > 0.95


@pytest.mark.usefixtures("few_cells")
def test_vectors_without_any_pair_tell_no_recall() -> None:
    vectors = unit(np.random.default_rng(0).normal(size=(1000, 64)).astype(np.float32)).astype(np.float16)
    found = search(vectors)
    assert pairs_of(found) == {}
    assert (found.facts["recall"], found.facts["recall_lowest"], found.facts["recall_pairs"]) == (None, None, 0)


@pytest.mark.usefixtures("few_cells")
def test_vectors_that_are_nearly_all_the_same_are_searched_too() -> None:
    noise = np.random.default_rng(0).normal(size=(600, 16)).astype(np.float32)
    found = search(unit(1 + 1e-3 * noise).astype(np.float16))
    assert found.facts["recall"] > 0.97
    assert {number for pair in pairs_of(found) for number in pair} == set(range(600))


@pytest.mark.usefixtures("few_cells")
def test_every_vector_lies_in_its_nearest_cell_and_members_come_in_order_of_preference() -> None:
    vectors = clustered(1500)
    preference = np.random.default_rng(2).permutation(1500)
    cells = make_cells(vectors, preference)
    assert np.array_equal(cells.ranked[:, 0], cells.home)
    assert sorted(np.concatenate([cells.members(cell) for cell in range(cells.count)]).tolist()) == list(range(1500))
    place = np.argsort(preference)
    for cell in range(cells.count):
        members = cells.members(cell)
        assert (cells.home[members] == cell).all()
        assert (np.diff(place[members]) > 0).all()
    assert all(len(set(row)) == len(row) for row in cells.ranked.tolist())
    assert np.bincount(cells.home).max() <= 12 * 40


def test_queries_are_the_vectors_that_have_a_cell_among_their_nearest() -> None:
    ranked = np.array([[2, 0], [0, 1], [0, 2]], np.int32)
    cells = Cells(ranked[:, 0].astype(np.int64), ranked, np.array([1, 2, 0]), np.array([0, 2, 2, 3]))
    for probes in (1, 2):
        got = {cell: queries.tolist() for cell, queries in cells.queries(probes)}
        assert got == {
            cell: [row for row in range(3) if cell in ranked[row, :probes].tolist()] for cell in range(cells.count)
        }


@pytest.mark.parametrize(
    ("made", "wanted"),
    [(lambda: np.ones((1, 4), np.float32) / 2, 5), (lambda: np.ones((9, 4), np.float32) / 2, 3)],
    ids=["one", "equal"],
)
def test_centres_that_attract_nothing_are_left_out(made: Callable[[], np.ndarray], wanted: int) -> None:
    centres = k_means(made(), wanted)
    assert centres.tolist() == [[0.5] * 4]


def test_centres_lie_where_the_vectors_lie() -> None:
    rng = np.random.default_rng(0)
    ends = np.eye(3, 8)
    vectors = unit((np.repeat(ends, 50, axis=0) + 0.05 * rng.normal(size=(150, 8))).astype(np.float32))
    centres = k_means(vectors, 3)
    assert np.linalg.norm(centres, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert sorted(np.argmax(centres, axis=1).tolist()) == [0, 1, 2]
    assert np.max(centres, axis=1).min() > 0.99


def test_the_interval_of_a_share_has_the_published_values() -> None:
    known = {(0, 10): (0, 0.2775), (10, 10): (0.7225, 1), (5, 10): (0.2366, 0.7634), (81, 263): (0.2553, 0.3662)}
    for (hits, trials), interval in known.items():
        assert wilson(hits, trials) == pytest.approx(interval, abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 10**6), st.floats(0, 1))
def test_the_interval_of_a_share_holds_the_share(trials: int, share: float) -> None:
    hits = round(share * trials)
    low, high = wilson(hits, trials)
    assert 0 <= low <= hits / trials + 1e-12
    assert hits / trials - 1e-12 <= high <= 1
    wider = wilson(hits, trials, 3)
    assert wider[0] <= low + 1e-12
    assert wider[1] >= high - 1e-12
