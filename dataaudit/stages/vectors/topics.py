"""A map of topics: clusters of vectors with their distinctive words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dataaudit.stages.contract import SignalStore, added_table
from dataaudit.stages.vectors.aligned_texts import texts_and_vectors
from dataaudit.stages.vectors.embeddings import column_vectors
from dataaudit.stages.vectors.result_schemas import TOPICS, VECTOR
from dataaudit.stages.vectors.text_words import function_words_in, says_something, text_words
from dataaudit.stages.vectors.vector_cells import BLOCK, k_means

FEWEST, MOST = 2, 24
"""Fewest and most topics of a map."""
ROWS_A_TOPIC = 50
"""Fewest rows per topic, on average; with too few rows there is no map."""
SAMPLE = 20_000
"""Texts from which topics and their words are computed."""
WORDS = 8
"""Words listed per topic."""
_PRIOR = 0.1
_READ = 10_000
"""Characters of a text in which words are looked for: more say little more, and all texts are held at once."""
_LOOKED_AT = 2000
"""Words of a topic, by their score, of which those that say something are taken."""
_SHORTEST = 3
"""Shortest word, in bytes, outside scripts without spaces."""


@dataclass(frozen=True, slots=True)
class Topics:
    """Corpus stage ``topics``, after ``embeddings``.

    Attributes:
        name: ``topics``.

    Tables: ``topics``. Adds ``topic`` to the rows that have a vector.
    """

    name: str = "topics"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("row_id", VECTOR)

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("topics",)

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        return pa.schema([("topic", pa.int32())])

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        row_ids = store.signals(["row_id"]).column(0).to_numpy()
        chosen = np.unique(np.linspace(0, max(len(row_ids) - 1, 0), min(SAMPLE, len(row_ids))).astype(np.int64))
        found = texts_and_vectors(store, row_ids[chosen], chosen, vectors=True) if len(chosen) else ()
        pieces = [(pc.utf8_slice_codeunits(texts, 0, _READ), vectors) for texts, vectors in found]
        vectors = (
            np.concatenate([one for _, one in pieces if one is not None]) if pieces else np.zeros((0, 1), np.float32)
        )
        there = vectors.any(axis=1)
        wanted = min(MOST, int(np.sqrt(there.sum() / 10)), int(there.sum()) // ROWS_A_TOPIC)
        if wanted < FEWEST:
            store.write("topics", TOPICS.empty_table())
            store.write(added_table(self), self._rows(np.zeros(0, np.uint64), np.zeros(0, np.int64)))
            return {"topics": 0}
        centres = k_means(vectors[there], wanted, rounds=20)
        ids, topic = _assigned(store, row_ids, centres)
        sizes = np.bincount(topic, minlength=len(centres))
        order = np.argsort(-sizes, kind="stable")
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        of_sample = np.where(there, (vectors @ centres.T).argmax(axis=1), -1)
        words = distinctive_words(pa.concat_arrays([texts for texts, _ in pieces]), of_sample, len(centres))
        places = _axes(centres)
        columns = {
            "topic": np.arange(len(centres)),
            "rows": sizes[order],
            "share": sizes[order] / max(len(row_ids), 1),
            "words": [words[one] for one in order.tolist()],
            "x": places[order, 0],
            "y": places[order, 1],
        }
        store.write("topics", pa.table(columns, schema=TOPICS))
        store.write(added_table(self), self._rows(ids, rank[topic]))
        return {"topics": len(centres)}

    def _rows(self, row_ids: NDArray[np.uint64], topic: NDArray[np.int64]) -> pa.Table:
        return pa.table({"row_id": row_ids, "topic": topic}, schema=pa.schema([("row_id", pa.uint64()), *self.added]))


def _assigned(
    store: SignalStore, row_ids: NDArray[np.uint64], centres: NDArray[np.float32]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The rows that have a vector, and the centre nearest to each."""
    ids: list[NDArray[np.uint64]] = [np.zeros(0, np.uint64)]
    topics: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    before = 0
    for part in store.batches([VECTOR]):
        vectors, there = column_vectors(part.column(VECTOR))
        for first in range(0, len(vectors), BLOCK):
            some = np.flatnonzero(there[first : first + BLOCK]) + first
            topics.append((vectors[some].astype(np.float32) @ centres.T).argmax(axis=1))
            ids.append(row_ids[before + some])
        before += len(vectors)
    return np.concatenate(ids), np.concatenate(topics)


def _axes(centres: NDArray[np.float32]) -> NDArray[np.float64]:
    """The coordinates of the centres on the two axes along which they vary most: float64, shape (centres, 2)."""
    moved = centres.astype(np.float64) - centres.mean(axis=0)
    _, _, axes = np.linalg.svd(moved, full_matrices=False)
    axes = axes[:2] * np.where(axes[:2].sum(axis=1, keepdims=True) < 0, -1.0, 1.0)  # the SVD leaves the sign open
    places = moved @ axes.T
    return np.pad(places, ((0, 0), (0, 2 - places.shape[1])))


def distinctive_words(texts: pa.LargeStringArray, topic: NDArray[np.int64], topics: int) -> list[list[str]]:
    """The words of every topic that distinguish it from the others.

    Source: Monroe, Colaresi, Quinn 2008: log-odds with a prior over their standard deviation, on numbers of texts.

    Args:
        texts: Texts; null counts as empty.
        topic: Topic of every text, int64, -1 for none.
        topics: Number of topics.

    Returns:
        Words by topic, the most distinctive first.
    """
    held = text_words(texts, shortest=_SHORTEST)
    kept = np.flatnonzero(topic[held.owner] >= 0)
    hashes, first, number = np.unique(held.ids[kept], return_index=True, return_inverse=True)
    pairs = np.unique(held.owner[kept] * max(len(hashes), 1) + number)
    holder, word = topic[pairs // max(len(hashes), 1)], pairs % max(len(hashes), 1)
    counts = np.bincount(holder * len(hashes) + word, minlength=topics * len(hashes)).reshape(topics, len(hashes))
    total = counts.sum(axis=0)
    sizes = np.bincount(topic[topic >= 0], minlength=topics)
    listed = function_words_in(held)
    found = []
    for one in range(topics):
        inside, outside = counts[one] + _PRIOR, total - counts[one] + _PRIOR
        size, rest = max(sizes[one], 1) + 2 * _PRIOR, max(sizes.sum() - sizes[one], 1) + 2 * _PRIOR
        odds = np.log(inside / (size - inside + _PRIOR)) - np.log(outside / (rest - outside + _PRIOR))
        score = np.where((counts[one] >= 3) & (odds > 0), odds / np.sqrt(1 / inside + 1 / outside), -np.inf)
        order = np.argsort(-score, kind="stable")[:_LOOKED_AT]
        spelt = (held.spelt(int(kept[first[place]])) for place in order.tolist() if np.isfinite(score[place]))
        found.append(_apart(spelt, listed))
    return found


def _apart(words: Iterable[str], listed: Collection[str]) -> list[str]:
    """The first words that say something and of which none holds another."""
    chosen: list[str] = []
    for word in words:
        inside = _unspaced(word) and any(word in other or other in word for other in chosen)
        if inside or not says_something(word, listed):
            continue
        chosen.append(word)
        if len(chosen) == WORDS:
            break
    return chosen


def _unspaced(word: str) -> bool:
    """Whether a word is of a script without spaces, where words may be parts of others."""
    return not word.isascii() and len(word) > 1 and word[0] >= "\u0e00"
