"""The tier that compares vectors: rows near to evaluation items, and how near rows come by chance."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dataaudit.kernels.duplicates.nearest import cosines
from dataaudit.stages.contract import SignalStore
from dataaudit.stages.leakage.similar import Matches, Sides
from dataaudit.stages.vectors.embedding_pairs import MOSTLY_LEARNT
from dataaudit.stages.vectors.embeddings import column_vectors
from dataaudit.stages.vectors.result_schemas import LEARNT, VECTOR

NEAREST = 16
"""Rows nearest to the vector of an item that are read beside it."""
BLOCK = 8192
_FEWEST = 64
"""Rows that tell how near rows are by chance; of fewer no cosine speaks for a paraphrase."""
_HIGH, _HIGHEST = 0.9, 0.99
"""Quantiles between which the cosines of rows fall as by chance; above them a leak may lie."""


@dataclass(frozen=True, slots=True)
class NearestRows:
    """Pairs of an item and a row near it, each once, by row and item.

    Attributes:
        rows: Places of rows, int64.
        items: Numbers of items, int64.
        cosine: Their largest cosine, float64.
        chance: The largest cosine with any item of each row that was drawn, can be compared and is not the nearest row
            of an item, float64.
    """

    rows: NDArray[np.int64]
    items: NDArray[np.int64]
    cosine: NDArray[np.float64]
    chance: NDArray[np.float64]

    def nats(self, rows: int, items: int) -> NDArray[np.float64]:
        """How unlikely so high a cosine is by chance: minus the logarithm of the rows an item has there by chance.

        The cosines of unrelated rows fall off exponentially, measured between two high quantiles of the drawn rows.

        Args:
            rows: Number of all rows.
            items: Number of items.
        """
        if len(self.chance) < _FEWEST:
            return np.zeros(len(self.cosine))
        high, highest = np.quantile(self.chance, [_HIGH, _HIGHEST])
        fall = max((highest - high) / math.log((1 - _HIGH) / (1 - _HIGHEST)), 1e-3)
        expected = math.log(rows * (1 - _HIGHEST) / items)
        told: NDArray[np.float64] = (self.cosine - highest) / fall - expected
        return told


def nearest_rows(
    store: SignalStore,
    vectors: NDArray[np.float32],
    owners: NDArray[np.int64],
    sides: Sides,
    drawn: NDArray[np.int64],
) -> NearestRows:
    """The rows nearest to every item, of mostly learned vectors.

    Args:
        store: Source of the rows' vectors.
        vectors: Vectors of items, float32, shape (vectors, dimensions), of length 1, or zeros for none.
        owners: Item of every vector, int64.
        sides: The rows in which an item counts.
        drawn: Places of rows that tell what is near by chance, sorted, int64.
    """
    best = np.full((len(vectors), NEAREST), -1.0, np.float32)
    places = np.zeros((len(vectors), NEAREST), np.int64)
    splits, before = sides.item_split[owners], 0
    chance = np.full(len(drawn), -1.0, np.float32)
    for some, learnt in vector_blocks(store):
        own = some.astype(np.float32)
        own[learnt < MOSTLY_LEARNT] = 0
        count = min(NEAREST, len(own))
        those = slice(*np.searchsorted(drawn, [before, before + len(own)]).tolist())
        for first in range(0, len(vectors), BLOCK):
            chosen = slice(first, first + BLOCK)
            block = vectors[chosen] @ own.T
            here = splits[chosen]
            if (here >= 0).any():
                block[here[:, None] == sides.row_split[before : before + len(own)][None, :]] = -1
            chance[those] = np.maximum(chance[those], block[:, drawn[those] - before].max(0, initial=-1.0))
            top = np.argpartition(block, len(own) - count, axis=1)[:, len(own) - count :]
            values = np.concatenate([best[chosen], np.take_along_axis(block, top, 1)], 1)
            rows = np.concatenate([places[chosen], top + before], 1)
            order = np.argsort(-values, axis=1, kind="stable")[:, :NEAREST]
            best[chosen] = np.take_along_axis(values, order, 1)
            places[chosen] = np.take_along_axis(rows, order, 1)
        before += len(own)
    # The nearest row of an item may be a leak, and where most items leaked those rows are no measure of chance.
    chance[np.isin(drawn, places[best[:, 0] > 0, 0])] = -1
    vector, rank = np.nonzero(best > 0)
    rows, items, cosine = places[vector, rank], owners[vector], best[vector, rank].astype(np.float64)
    order = np.lexsort((-cosine, items, rows))
    rows, items, cosine = rows[order], items[order], cosine[order]
    new = np.ones(len(rows), np.bool_)
    new[1:] = (np.diff(rows) != 0) | (np.diff(items) != 0)
    return NearestRows(rows[new], items[new], cosine[new], chance[chance > 0].astype(np.float64))


def near_vectors(
    store: SignalStore,
    vectors: NDArray[np.float32],
    owners: NDArray[np.int64],
    thresholds: tuple[float, float],
    sides: Sides,
) -> Matches:
    """Rows whose vectors are similar to those of items.

    Args:
        store: Source of the rows' vectors.
        vectors: Vectors of items, float32, shape (vectors, dimensions), of length 1, or zeros for none.
        owners: Item of every vector, int64.
        thresholds: Smallest cosine for rows with mostly learned vectors, and for others.
        sides: The rows in which an item counts.
    """
    rows: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    found: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    values: list[NDArray[np.float64]] = [np.zeros(0)]
    before = 0
    for some, learnt in vector_blocks(store):
        own = some.astype(np.float32)
        least = np.where(learnt >= MOSTLY_LEARNT, *thresholds)
        for first in range(0, len(vectors), BLOCK):
            block = own @ vectors[first : first + BLOCK].T
            # With a margin: the product of a block is rounded differently from that of a pair, which decides.
            row, item = np.nonzero(block >= least[:, None] - 1e-3)
            exact = cosines(np.concatenate([own, vectors[first : first + BLOCK]]), row, item + len(own))
            kept = exact >= least[row]
            rows.append(row[kept] + before)
            found.append(owners[item[kept] + first])
            values.append(exact[kept])
        before += len(own)
    places, items = np.concatenate(rows), np.concatenate(found)
    similarity: NDArray[np.float64] = np.concatenate(values)
    order = np.lexsort((-similarity, items, places))
    places, items, similarity = places[order], items[order], similarity[order]
    new = np.ones(len(places), np.bool_)
    new[1:] = (np.diff(places) != 0) | (np.diff(items) != 0)
    return sides.across((places[new], items[new], similarity[new]))


def vector_blocks(store: SignalStore) -> Iterator[tuple[NDArray[np.float16], NDArray[np.float64]]]:
    """Vectors of all rows in blocks, zeros for none, and the share of each that is learned."""
    for part in store.batches([VECTOR, LEARNT]):
        vectors, there = column_vectors(part.column(VECTOR))
        learnt = part.column(LEARNT).fill_null(0.0).to_numpy().astype(np.float64)
        for first in range(0, len(vectors), BLOCK):
            chosen = slice(first, first + BLOCK)
            yield np.where(there[chosen, None], vectors[chosen], np.float16(0)), learnt[chosen]
