"""Rows that say the same as an evaluation item in other words.

The cosine of a paraphrase is often no higher than that of another text on the topic, and rare words alone miss texts
that have few. So both are told in nats: how unlikely the cosine is by chance among these very rows, and what the two
texts share. How much of it is enough is measured on the rows as well: an item that leaked is held by one or a few rows,
so the row that comes fourth shows how far chance gets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dataaudit.stages.contract import SignalStore
from dataaudit.stages.leakage.shared_evidence import (
    LACKING_EXAMPLE,
    LACKING_NUMBER,
    evidence,
    is_program,
    shared_words,
    words_in,
)
from dataaudit.stages.leakage.similar import Matches, Sides, no_matches
from dataaudit.stages.leakage.vector_neighbours import NearestRows, nearest_rows

SAMPLED = 8192
"""Rows, drawn by a seed, by which rarity and chance are measured."""
WEIGHT_OF_SENTENCES, WEIGHT_OF_WORDS = 3.0, 1.0
"""What the cosine of an encoder that reads whole texts, and of summed vectors of words, counts beside shared words;
chosen on every second item of public rephrasings of three benchmarks."""
_FOURTH, _AHEAD = 3, 16.0
"""The place of the row that shows chance, and by how much the best row of an unrelated item is ahead of it."""
_TOLERATED = 0.01
_LOWEST, _HIGHEST = 14.0, 30.0
_OWN_MEASURE = 50
"""Items from which an evaluation set is measured by itself."""
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Paraphrases:
    """Rows that paraphrase items.

    Attributes:
        matches: Places of rows, items, and cosines.
        shared: By place of the row and item, the words that both texts have, the rarest first.
        by_chance: For every evaluation set, the number of items whose fourth row comes so near the bar that an
            unrelated row may pass it.
    """

    matches: Matches
    shared: dict[tuple[int, int], tuple[str, ...]]
    by_chance: dict[tuple[str, bool], int]


def paraphrases(
    store: SignalStore,
    row_ids: NDArray[np.uint64],
    vectors: tuple[NDArray[np.float32], NDArray[np.int64]],
    sides: Sides,
    asked: Sequence[str],
    sets: Sequence[tuple[str, bool]],
    *,
    sentences: bool,
) -> Paraphrases:
    """Find the rows that paraphrase items.

    Args:
        store: Source of the rows' texts and vectors.
        row_ids: Ids of all rows, sorted.
        vectors: Vectors of items, float32, shape (vectors, dimensions), and the item of each, int64.
        sides: The rows in which an item counts.
        asked: The question of every item.
        sets: The evaluation set of every item: its name, and whether it is a split of the same rows.
        sentences: Whether the vectors are of an encoder that reads a text as a whole.
    """
    drawn = np.sort(np.random.default_rng(0).choice(len(row_ids), min(SAMPLED, len(row_ids)), replace=False))
    near = nearest_rows(store, *vectors, sides, drawn)
    if not len(near.rows):
        return Paraphrases(no_matches(), {}, dict.fromkeys(sets, 0))
    words, counts = _words_of_rows(store, row_ids, near.rows, drawn)
    of_item = {item: words_in(asked[item]) for item in set(near.items.tolist())}
    scores = _scores(near, words, of_item, counts, drawn, [is_program(question) for question in asked])
    scores += near.nats(len(row_ids), len(asked)) * (WEIGHT_OF_SENTENCES if sentences else WEIGHT_OF_WORDS)
    enough, by_chance = _bars(near, scores, sets)
    kept = np.flatnonzero(scores >= enough[near.items])
    found = near.rows[kept], near.items[kept], near.cosine[kept]
    pairs = zip(found[0].tolist(), found[1].tolist(), strict=True)
    shared = {(row, item): shared_words(of_item[item], words[row], counts, _SHOWN) for row, item in pairs}
    return Paraphrases(found, shared, by_chance)


def _words_of_rows(
    store: SignalStore, row_ids: NDArray[np.uint64], rows: NDArray[np.int64], drawn: NDArray[np.int64]
) -> tuple[dict[int, frozenset[str]], Counter[str]]:
    """The words of some rows, and in how many of the drawn ones a word occurs."""
    wanted = np.union1d(rows, drawn)
    sample, near = set(drawn.tolist()), set(rows.tolist())
    held: dict[int, frozenset[str]] = {}
    counts: Counter[str] = Counter()
    before = 0
    for some, texts in store.texts(row_ids[wanted]):
        for place, text in zip(wanted[before : before + len(some)].tolist(), texts.to_pylist(), strict=True):
            words = words_in(text or "")
            if place in sample:
                counts.update(words)
            if place in near:
                held[place] = words
        before += len(some)
    return held, counts


def _scores(
    near: NearestRows,
    words: dict[int, frozenset[str]],
    of_item: dict[int, frozenset[str]],
    counts: Counter[str],
    drawn: NDArray[np.int64],
    programs: Sequence[bool],
) -> NDArray[np.float64]:
    """What the texts of every pair share, in nats."""
    sample = set(drawn.tolist())
    return np.array(
        [
            evidence(
                of_item[item],
                words[row],
                counts,
                len(drawn),
                counted=row in sample,
                number=LACKING_EXAMPLE if programs[item] else LACKING_NUMBER,
            )
            for row, item in zip(near.rows.tolist(), near.items.tolist(), strict=True)
        ]
    )


def _bars(
    near: NearestRows, scores: NDArray[np.float64], sets: Sequence[tuple[str, bool]]
) -> tuple[NDArray[np.float64], dict[tuple[str, bool], int]]:
    """From which score on a row paraphrases an item, by the item's set, and the items that chance gets near it."""
    fourth = np.full(len(sets), -np.inf)
    order = np.lexsort((-scores, near.items))
    items, sorted_scores = near.items[order], scores[order]
    begins = np.searchsorted(items, np.arange(len(sets)))
    ends = np.searchsorted(items, np.arange(len(sets)), "right")
    there = ends - begins > _FOURTH
    fourth[there] = sorted_scores[begins[there] + _FOURTH]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(sets))}
    of_item = np.array([numbers[name] for name in sets])
    bars = np.empty(len(sets))
    by_chance = {}
    for name, number in numbers.items():
        own = of_item == number
        measured = fourth[own] if own.sum() >= _OWN_MEASURE else fourth
        high = np.quantile(measured, 1 - _TOLERATED, method="lower") + _AHEAD
        bar = float(np.clip(high, _LOWEST, _HIGHEST))
        bars[own] = bar
        by_chance[name] = int((fourth[own] > bar - _AHEAD).sum())
    return bars, by_chance
