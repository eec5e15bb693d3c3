"""Copies of texts with a few tokens exchanged, so that each is still a near-duplicate of its text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.duplicates.jaccard import jaccard_of_pairs
from dataaudit.kernels.hashing.shingle_tokens import token_stream
from dataaudit.kernels.hashing.shingles import shingle_sets
from dataaudit.kernels.text.characters import character_tables
from dataaudit.kernels.text.folding import canonical_tables
from dataaudit.stages.duplicates.minhash_signatures import canonical_texts, text_shingles

ABOVE = 0.1
"""Copies are wanted between the threshold and this much above it, where most misses are."""
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class EditedCopies:
    """Copies and how similar they are.

    Attributes:
        of: Number of the text that each was made of, int64, ascending.
        texts: Their texts.
        similarity: Exact Jaccard similarity to it, float64.
    """

    of: NDArray[np.int64]
    texts: pa.LargeStringArray
    similarity: NDArray[np.float64]


def edited_copies(texts: pa.LargeStringArray, shingle: int, threshold: float, seed: int) -> EditedCopies:
    """One edited copy of every text for which one was found that is similar enough and not equal.

    Args:
        texts: The texts.
        shingle: Tokens in a shingle.
        threshold: Smallest similarity of a copy.
        seed: The same seed makes the same copies.
    """
    choose = np.random.default_rng(seed)
    settled, marks = canonical_texts(texts)
    stream = token_stream(*text_buffers(settled), character_tables()[0], canonical_tables(), marks)
    letters = stream.letters.tobytes()
    spans = list(zip(stream.begins.tolist(), stream.ends.tolist(), strict=True))
    tokens = [
        [letters[begin:end] for begin, end in spans[one:two]]
        for one, two in zip(stream.bounds[:-1].tolist(), stream.bounds[1:].tolist(), strict=True)
    ]
    wanted = np.minimum(threshold + ABOVE * choose.random(len(tokens)), 0.999)
    waiting = np.array([number for number, some in enumerate(tokens) if len(some) > 1], np.int64)
    made: dict[int, tuple[str, float]] = {}
    for attempt in range(_ATTEMPTS):
        copies = [_edited(tokens[number], wanted[number], shingle, attempt, choose) for number in waiting.tolist()]
        similarity = _similarities(texts.take(pa.array(waiting)), pa.array(copies, pa.large_string()), shingle)
        good = (similarity >= threshold) & (similarity < 1)
        for place in np.flatnonzero(good).tolist():
            made[int(waiting[place])] = copies[place], float(similarity[place])
        waiting = waiting[~good]
    of = sorted(made)
    return EditedCopies(
        np.array(of, np.int64),
        pa.array([made[number][0] for number in of], pa.large_string()),
        np.array([made[number][1] for number in of], np.float64),
    )


def _edited(tokens: list[bytes], wanted: float, shingle: int, attempt: int, choose: np.random.Generator) -> str:
    """The tokens with some exchanged: as many as the similarity allows; then fewer; then the last; then without it."""
    count = len(tokens)
    if attempt == _ATTEMPTS - 1:
        return b" ".join(tokens[:-1]).decode()
    width = min(shingle, count)
    many = max(1, round((count - width + 1) * (1 - wanted) / (width * (1 + wanted))))
    places = np.array([count - 1])
    if attempt < _ATTEMPTS - 2:
        places = choose.choice(count, max(1, many >> attempt), replace=False)
    changed = list(tokens)
    for place in places.tolist():
        changed[place] = f"q{int(choose.integers(1 << 40)):x}".encode()
    return b" ".join(changed).decode()


def _similarities(texts: pa.LargeStringArray, copies: pa.LargeStringArray, shingle: int) -> NDArray[np.float64]:
    sets, bounds = shingle_sets(*text_shingles(pa.concat_arrays([texts, copies]), shingle))
    numbers = np.arange(len(texts))
    found: NDArray[np.float64] = jaccard_of_pairs(sets, bounds, numbers, numbers + len(texts), 0.0)
    return found
