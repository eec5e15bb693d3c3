"""Whether near-duplicates agree in every part that the shape of their rows declares, and not only as a whole.

A long passage with another question, or a prompt with another rejected side, is nearly the same text and another row.
So every part is compared by itself: a short one must be equal, a longer one as similar as whole texts must be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.duplicates.jaccard import jaccard_of_pairs
from dataaudit.kernels.hashing.shingles import shingle_sets
from dataaudit.stages.contract import SignalStore
from dataaudit.stages.duplicates.content_hashes import text_form
from dataaudit.stages.duplicates.minhash_signatures import text_shingles

SHORT = 5
"""A part with fewer tokens must be equal."""
_PIECE = 1 << 14
"""Pairs whose parts are held at a time."""


def parts_agree(
    store: SignalStore, left: NDArray[np.uint64], right: NDArray[np.uint64], shingle: int, threshold: float
) -> NDArray[np.bool_]:
    """Whether the rows of each pair agree in all parts, bool.

    Args:
        store: Source of the parts.
        left: Row id of one row of every pair, uint64.
        right: Row id of the other, uint64.
        shingle: Tokens in a shingle.
        threshold: Jaccard similarity from which two longer parts agree.
    """
    result = np.zeros(len(left), np.bool_)
    for first in range(0, len(left), _PIECE):
        some = slice(first, first + _PIECE)
        result[some] = _agree(store, left[some], right[some], shingle, threshold)
    return result


def _agree(
    store: SignalStore, left: NDArray[np.uint64], right: NDArray[np.uint64], shingle: int, threshold: float
) -> NDArray[np.bool_]:
    ids, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    rows = [orjson.loads(turns or "[]") for turns in _flat(store.turns(ids))]
    if len(rows) < len(ids):  # of data without a shape the text is all
        return np.ones(len(left), np.bool_)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(row) for row in rows])])
    texts = pa.array([text for row in rows for _, text in row], pa.large_string())
    sets, bounds = shingle_sets(*text_shingles(texts, shingle))
    tokens = np.diff(text_shingles(texts, 1)[1])
    forms = [text_form(text) for text in texts.to_pylist()]
    result = np.ones(len(left), np.bool_)
    pairs, ones, twos = list[int](), list[int](), list[int]()
    for pair, (one, two) in enumerate(zip(places[: len(left)].tolist(), places[len(left) :].tolist(), strict=True)):
        if [role for role, _ in rows[one]] != [role for role, _ in rows[two]]:
            result[pair] = False
            continue
        for own, other in zip(range(starts[one], starts[one + 1]), range(starts[two], starts[two + 1]), strict=True):
            if forms[own] == forms[other]:
                continue
            if min(tokens[own], tokens[other]) < SHORT:
                result[pair] = False
                break
            pairs.append(pair)
            ones.append(own)
            twos.append(other)
    alike = jaccard_of_pairs(sets, bounds, np.array(ones, np.int64), np.array(twos, np.int64), 0.0)
    result[np.array(pairs, np.int64)[alike < threshold]] = False
    return result


def _flat(pieces: Iterable[tuple[NDArray[np.uint64], pa.LargeStringArray]]) -> Iterator[str | None]:
    for _, texts in pieces:
        yield from texts.to_pylist()
