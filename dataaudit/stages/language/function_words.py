"""The share of a text's words that are function words of its language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dataaudit.kernels.language.stopword_counts import listed_words, pack_lists
from dataaudit.kernels.text.characters import character_tables
from dataaudit.stages.language.language_model import language_model
from dataaudit.stages.signal_batch import ratio

_FILE = Path(__file__).with_suffix(".txt")


@cache
def function_words() -> dict[str, tuple[str, ...]]:
    """Function words by language, in lower case.

    Examples:
        >>> "the" in function_words()["en"], "的" in function_words()["zh"]
        (True, True)
    """
    found: dict[str, tuple[str, ...]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, _, words = line.partition(":")
            found[language] = tuple(dict.fromkeys(words.split()))
    return found


@cache
def _tables() -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The hash table of all words, and the list number of every label of the language model (-1 for none)."""
    words = function_words()
    names = list(words)
    _, labels = language_model()
    return pack_lists(list(words.values())), np.array([names.index(one) if one in words else -1 for one in labels])


def stop_word_share(
    data: NDArray[np.uint8], starts: NDArray[np.int64], stops: NDArray[np.int64], labels: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The share of a text's words that are function words of its language; NaN without a list or without words.

    Args:
        data: UTF-8 bytes of texts in lower case, uint8.
        starts: First byte of every text, int64.
        stops: One past the last byte of every text, int64.
        labels: Label of the language model for every text, int64, -1 if unknown.
    """
    keys, lists = _tables()
    which = np.where(labels >= 0, lists[np.maximum(labels, 0)], -1)
    counted = listed_words(data, starts, stops, character_tables()[0], keys, which)
    return ratio(counted[:, 0], counted[:, 1])
