"""Languages that are taken for each other: groups of them, and the words that tell them apart.

The naive Bayes model says of a Bosnian text that it is Bosnian, Croatian or Serbian, and is not sure which. Within such
a group its probabilities are added up, and the words of the text decide.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.language.close_words import MEMBERS, close_words, pack_words
from dataaudit.kernels.text.characters import character_tables
from dataaudit.store.kept_arrays import kept_arrays

FILE = Path(__file__).with_suffix(".txt")
MORE = FILE.with_name("more_languages.txt")
"""Sentences of languages that the model lacks."""
UNIT = 0.1
"""Natural logarithm that a weight of one stands for."""


@cache
def close_groups() -> tuple[tuple[str, ...], ...]:
    """The groups of languages.

    Examples:
        >>> ("ms", "id") in close_groups()
        True
    """
    lines = FILE.read_text(encoding="utf-8").splitlines()[1:]
    return tuple(tuple(line[2:].split()) for line in lines if line[0] == "#")


def _groups() -> tuple[tuple[tuple[str, ...], dict[str, tuple[int, ...]]], ...]:
    found: list[tuple[tuple[str, ...], dict[str, tuple[int, ...]]]] = []
    for line in FILE.read_text(encoding="utf-8").splitlines()[1:]:
        word, *rest = line.split()
        if word == "#":
            found.append((tuple(rest), {}))
        else:
            found[-1][1][word] = tuple(map(int, rest))
    return tuple(found)


@cache
def _tables() -> tuple[NDArray[np.uint64], NDArray[np.int8]]:
    """The words of all groups as a hash table."""
    code = [sys.modules[__name__], sys.modules[pack_words.__module__]]
    tables = kept_arrays("close_languages", FILE.read_bytes(), code, _packed)
    return tables["keys"], tables["weights"]


def _packed() -> dict[str, NDArray[Any]]:
    keys, weights = pack_words([words for _, words in _groups()])
    return {"keys": keys, "weights": weights}


def more_sentences() -> dict[str, list[str]]:
    """Sentences by language, of languages that the model lacks; from the Universal Declaration of Human Rights."""
    found: dict[str, list[str]] = {}
    for line in MORE.read_text(encoding="utf-8").splitlines():
        language, _, text = line.partition(": ")
        found.setdefault(language, []).append(text)
    return found


@cache
def members_by_label(labels: tuple[str, ...]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The group of every label, -1 for none, and the labels of every group, filled up with -1.

    Returns:
        Read-only, int32, shape (labels,); int32, shape (groups, MEMBERS).
    """
    groups = np.full(len(labels), -1, np.int32)
    members = np.full((len(close_groups()), MEMBERS), -1, np.int32)
    for number, names in enumerate(close_groups()):
        for place, name in enumerate(names):
            label = labels.index(name)
            groups[label], members[number, place] = number, label
    groups.flags.writeable = members.flags.writeable = False
    return groups, members


def decide(
    texts: pa.LargeStringArray,
    stops: NDArray[np.int64],
    best: NDArray[np.int32],
    confidence: NDArray[np.float32],
    shares: NDArray[np.float32],
    labels: tuple[str, ...],
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Labels and confidences after the words have decided within groups.

    Args:
        texts: As the model read them.
        stops: Bytes of every text that are read, counted from its start, int64.
        best: Label of every text, int32.
        confidence: Of the text being in the group of its label, float32.
        shares: Probability of every member within the group, float32, shape (texts, MEMBERS).
        labels: Names of the labels.
    """
    groups, members = members_by_label(labels)
    of = np.where(best >= 0, groups[np.maximum(best, 0)], -1)
    places = np.flatnonzero(of >= 0)
    if not len(places):
        return best, confidence
    data, offsets = text_buffers(pc.utf8_lower(texts.take(pa.array(places))))
    ends = np.minimum(offsets[:-1] + stops[places], offsets[1:])
    weights = close_words(data, offsets[:-1], ends, character_tables()[0], *_tables(), of[places])
    scores = np.log(shares[places] + 1e-6) + UNIT * weights
    scores[members[of[places]] < 0] = -np.inf
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    chosen = odds.argmax(axis=1)
    best, confidence = best.copy(), confidence.copy()
    best[places] = members[of[places], chosen]
    confidence[places] *= odds[np.arange(len(places)), chosen].astype(np.float32)
    return best, confidence
