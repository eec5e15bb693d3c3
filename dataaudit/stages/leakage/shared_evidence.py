"""Whether a row whose vector is near that of an item says the same: by the rare words and the numbers that they share.

The cosine of a paraphrase is often no higher than that of another text on the topic. A paraphrase keeps names, numbers
and rare words, so those decide: what both have counts by its rarity among the rows, what the row lacks counts half
against it, and a number that it lacks counts whole.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dataaudit.stages.contract import SignalStore
from dataaudit.stages.language.function_words import function_words

ENOUGH = 22.0
"""Evidence in nats from which a row paraphrases an item; rows without the items reach it for at most 1 % of the items,
also where rows and items are about the same (maths questions of one kind)."""
SAMPLED = 8192
"""Rows, drawn by a seed, by which rarity is measured."""
_LACKING, _LACKING_NUMBER = 0.5, 1.0
_WORD = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+")
_LONGEST = 20_000
_SMALL = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
_TENS = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred"]
_NUMBERS = {
    **{word: float(number) for number, word in enumerate(_SMALL)},
    **{word: 10.0 * (number + 3) for number, word in enumerate(_TENS)},
    "twice": 2.0,
    "dozen": 12.0,
    "thousand": 1000.0,
    "half": 0.5,
}


def evident(
    store: SignalStore,
    row_ids: NDArray[np.uint64],
    rows: NDArray[np.int64],
    items: NDArray[np.int64],
    asked: Sequence[str],
) -> NDArray[np.bool_]:
    """Which pairs of a row and an item share enough.

    Args:
        store: Source of the rows' texts.
        row_ids: Ids of all rows, sorted.
        rows: Places of the rows of the pairs, int64.
        items: Their items, int64.
        asked: The question of every item.
    """
    if not len(rows):
        return np.zeros(0, np.bool_)
    drawn = np.random.default_rng(0).choice(len(row_ids), min(SAMPLED, len(row_ids)), replace=False)
    wanted = np.union1d(rows, drawn)
    sample = set(drawn.tolist())
    held: dict[int, frozenset[str]] = {}
    near = set(rows.tolist())
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
    of_item = {item: words_in(asked[item]) for item in set(items.tolist())}
    scores = [
        evidence(of_item[item], held[row], counts, len(drawn), counted=row in sample)
        for row, item in zip(rows.tolist(), items.tolist(), strict=True)
    ]
    return np.array(scores) >= ENOUGH


def words_in(text: str) -> frozenset[str]:
    """The words and numbers of a text without function words; numbers in one form, English words for them too.

    Examples:
        >>> sorted(words_in("Twelve ducks lay 1,200 eggs"))
        ['#12', '#1200', 'duck', 'egg', 'lay']
    """
    found = set()
    for word in _WORD.findall(text[:_LONGEST].casefold()):
        number = _number(word)
        if number is not None:
            found.add(f"#{number:g}")
        elif word not in _function_words():  # the s of a plural, in many languages
            found.add(word[:-1] if len(word) > 3 and word.endswith("s") else word)
    return frozenset(found)


@cache
def _function_words() -> frozenset[str]:
    """Function words of all languages: frequent, and in a few rows not seen to be so."""
    return frozenset(word for words in function_words().values() for word in words)


def _number(word: str) -> float | None:
    if word in _NUMBERS:
        return _NUMBERS[word]
    try:
        return float(word.replace(",", "")) if word[0].isdigit() else None
    except ValueError:  # digits of another script
        return None


def evidence(
    item: Collection[str], row: Collection[str], counts: Counter[str], rows: int, *, counted: bool = False
) -> float:
    """How much the words of a row say that it paraphrases an item, in nats.

    Args:
        item: Words of the item.
        row: Words of the row.
        counts: In how many of some rows a word occurs.
        rows: The number of those rows.
        counted: Whether the row is one of them.
    """
    total = 0.0
    for word in item:
        seen = counts[word] - (counted and word in row)
        rarity = -math.log((seen + 1) / (rows + 2))
        if word in row:
            total += rarity
        else:
            total -= rarity * (_LACKING_NUMBER if word[0] == "#" else _LACKING)
    return total
