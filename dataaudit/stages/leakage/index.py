"""An inverted index over the n-grams of evaluation items.

Questions and answers are indexed separately. N-grams that many items share belong to the template that the items are
written in and are not evidence: a match must contain them too, but they weigh nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.duplicates.containment import GramTable, gram_table
from dataaudit.kernels.hashing.shingle_tokens import CHARACTER
from dataaudit.stages.duplicates.minhash_signatures import text_shingles
from dataaudit.stages.leakage.items import Items
from dataaudit.stages.vectors.encoders import tokens_of

SIZE = 5
"""Tokens of an n-gram."""
QUESTION, ANSWER = 0, 1

TEMPLATE_SHARE, TEMPLATE_ITEMS = 0.02, 10
"""An n-gram belongs to the template if more items contain it than this share of them and this number."""
MOST_HOLDERS = 200
"""N-grams in more items than this are not searched for."""
FEWEST_UNITS = 8.0
"""Shortest item to search for in longer texts, in units: a word, or 5/3 characters of a script without spaces."""
FEWEST_GRAMS = 3
"""Fewest n-grams outside the template that a part must have."""
CHARACTER_UNITS = 0.6
"""Length of a character of a script without spaces, in units."""
LONGEST_ANSWER_UNITS = 20.0
"""Shortest answer that is evidence by itself, in units."""


@dataclass(frozen=True, slots=True)
class ItemParts:
    """The parts of items to search for: questions, and long answers.

    Attributes:
        item: Item of every part, int64.
        kind: ``QUESTION`` or ``ANSWER``, int64.
        units: Length of every part in units, float64.
        tokens: Number of tokens of every part, int64.
        grams: Number of indexed n-grams of every part, int64.
        table: The index.
        template: Whether each n-gram belongs to the items' template, bool.
        held: N-grams of all parts end to end, by number in the index, int64.
        bounds: int64; the n-grams of part ``i`` are ``held[bounds[i]:bounds[i + 1]]``.
    """

    item: NDArray[np.int64]
    kind: NDArray[np.int64]
    units: NDArray[np.float64]
    tokens: NDArray[np.int64]
    grams: NDArray[np.int64]
    table: GramTable
    template: NDArray[np.bool_]
    held: NDArray[np.int64]
    bounds: NDArray[np.int64]

    @property
    def gram_count(self) -> int:
        """Number of distinct n-grams in the index."""
        return len(self.table.starts) - 1


def index_items(items: Items) -> ItemParts:
    """The parts of items that are long enough to be found in longer texts, and their index."""
    texts = pa.array([*items.questions, *items.answers], pa.large_string())
    kind = np.repeat(np.array([QUESTION, ANSWER]), len(items))
    tokens, units = lengths_of(texts)
    hashes, bounds = text_shingles(texts, SIZE)
    least = np.where(kind == QUESTION, FEWEST_UNITS, LONGEST_ANSWER_UNITS)
    owner = np.repeat(np.arange(len(texts)), np.diff(bounds))
    wanted = ((tokens >= SIZE) & (units >= least))[owner] & (hashes != 0)
    keys = np.unique(np.stack([owner[wanted].astype(np.uint64), hashes[wanted]]), axis=1)
    owner, hashes = keys[0].astype(np.int64), keys[1]
    different, number = np.unique(hashes, return_inverse=True)
    # A question that several items repeat is not a template, so distinct questions are counted.
    numbers: dict[str, int] = {}
    same = np.array([numbers.setdefault(text, len(numbers)) for text in (*items.questions, *items.answers)], np.int64)
    holders = np.unique(np.stack([number, same[owner]]), axis=1)[0]
    counts = np.bincount(holders, minlength=len(different))
    template = counts > max(TEMPLATE_ITEMS, TEMPLATE_SHARE * max(len(numbers), 1))
    kept = counts[number] <= MOST_HOLDERS
    owner, number = owner[kept], number[kept]
    enough = np.bincount(owner[~template[number]], minlength=len(texts)) >= FEWEST_GRAMS
    owner, number = owner[enough[owner]], number[enough[owner]]
    used, number = np.unique(number, return_inverse=True)
    parts, owner = np.unique(owner, return_inverse=True)
    by_gram = np.argsort(number, kind="stable")
    starts = np.searchsorted(number[by_gram], np.arange(len(used) + 1))
    table = gram_table(different[used], starts, owner[by_gram])
    return ItemParts(
        item=parts % max(len(items), 1),
        kind=kind[parts],
        units=units[parts],
        tokens=tokens[parts],
        grams=np.bincount(owner, minlength=len(parts)),
        table=table,
        template=template[used],
        held=number,
        bounds=np.searchsorted(owner, np.arange(len(parts) + 1)),
    )


def lengths_of(texts: pa.LargeStringArray) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The number of tokens of texts, and their lengths in units.

    Examples:
        >>> lengths_of(pa.array(["two words", "你好"], pa.large_string()))[1].tolist()
        [2.0, 1.2]
    """
    stream = tokens_of(texts)
    tokens = np.diff(stream.bounds)
    characters = np.concatenate([np.zeros(1, np.int64), np.cumsum(stream.kinds == CHARACTER)])
    single = characters[stream.bounds[1:]] - characters[stream.bounds[:-1]]
    return tokens, np.round(tokens - single + CHARACTER_UNITS * single, 6)


def needed(units: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """The coverage that a part must reach: 1 up to 20 units, ``share`` from 50 units on, linear in between.

    Args:
        units: Lengths of parts in units, float64.
        share: Coverage that long parts must reach.

    Examples:
        >>> needed(np.array([10.0, 35.0, 80.0]), 0.8).tolist()
        [1.0, 0.9, 0.8]
    """
    slope = np.clip((units - 20.0) / 30.0, 0.0, 1.0)
    return np.round(1.0 - (1.0 - share) * slope, 6)
