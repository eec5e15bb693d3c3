"""The words of texts for topics and shortcuts, also of scripts that put no spaces between them.

Chinese words are runs of two or three characters that a dictionary has, so that no pair crosses the border of two
words; where hardly any does (traditional characters, classical texts), and in other scripts without spaces, two
neighbours count as a word.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.hashing.shingle_tokens import CHARACTER, TokenStream
from dataaudit.stages.language.function_words import function_words
from dataaudit.stages.vectors.encoders import spelt, tokens_of

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
"""Makes the hash of a pair differ from that of the pair turned round."""
_HAN = (0xE4, 0xE9, 0xF0)
"""Lead bytes of Han characters in UTF-8: from the first to the second, and the third."""
_KNOWN = 0.25
"""Smallest share of the pairs of Han characters that the dictionary has where its words are those of the texts."""
_SPOKEN = 0.15
"""Share of the words that are function words of a language, from which texts are in it."""
_OTHERS = 0.75
"""Share of the language with most of them, from which a further language is spoken; close ones have words in common."""
_RAREST = 2
"""Smallest count of a word in the dictionary's corpus."""


@dataclass(frozen=True, slots=True)
class TextWords:
    """Words of some texts, each occurrence.

    Attributes:
        stream: Tokens of the texts.
        owner: The text of every word, int64.
        ids: Equal for equal words, uint64.
        first: The first token of every word, int64.
        size: How many tokens it has, int64.
    """

    stream: TokenStream
    owner: NDArray[np.int64]
    ids: NDArray[np.uint64]
    first: NDArray[np.int64]
    size: NDArray[np.int64]

    def spelt(self, place: int) -> str:
        """A word as people read it."""
        first = int(self.first[place])
        return "".join(spelt(self.stream, first + further) for further in range(int(self.size[place])))


def text_words(texts: pa.LargeStringArray, *, shortest: int = 1) -> TextWords:
    """The words of texts; null counts as empty.

    Args:
        texts: The texts.
        shortest: Fewest bytes of a word in scripts with spaces.

    Examples:
        >>> words = text_words(pa.array(["外卖很快 ok"], pa.large_string()))
        >>> sorted(words.spelt(place) for place in range(len(words.ids)))
        ['ok', '外卖', '很快']
    """
    stream = tokens_of(texts)
    owner = np.repeat(np.arange(len(texts)), np.diff(stream.bounds))
    character = stream.kinds == CHARACTER
    runs = [_followed(character, owner, further) for further in (1, 2)]
    inside = runs[0].copy()
    inside[1:] |= runs[0][:-1]
    long = (stream.ends - stream.begins >= shortest) | character
    alone = np.flatnonzero(long & ~inside)
    leads = stream.letters[stream.begins] if len(stream.begins) else np.zeros(0, np.uint8)
    han = ((leads >= _HAN[0]) & (leads <= _HAN[1])) | (leads == _HAN[2])
    pairs, triples = np.flatnonzero(runs[0]), np.flatnonzero(runs[1])
    of_pairs, of_triples = _joined(stream.hashes, pairs, 2), _joined(stream.hashes, triples, 3)
    chinese = han[pairs] & han[pairs + 1]
    kept, also = np.ones(len(pairs), np.bool_), np.zeros(len(triples), np.bool_)
    if chinese.any():
        known = np.isin(of_pairs[chinese], _dictionary(2))
        if known.mean() >= _KNOWN:
            kept[chinese] = known
            also = han[triples] & han[triples + 1] & han[triples + 2] & np.isin(of_triples, _dictionary(3))
    firsts = [alone, pairs[kept], triples[also]]
    first = np.concatenate(firsts)
    return TextWords(
        stream=stream,
        owner=owner[first],
        ids=np.concatenate([stream.hashes[alone], of_pairs[kept], of_triples[also]]),
        first=first,
        size=np.repeat([1, 2, 3], [len(one) for one in firsts]),
    )


def function_words_in(words: TextWords) -> frozenset[str]:
    """The function words of the languages that texts are in, by how many of their words these are.

    Examples:
        >>> texts = pa.array(["the end of the road and the begin of it"], pa.large_string())
        >>> found = function_words_in(text_words(texts))
        >>> "the" in found, "die" in found
        (True, False)
    """
    alone, often = np.unique(words.ids[words.size == 1], return_counts=True)
    total = max(int(often.sum()), 1)
    found = set(function_words()["zh"]) if (words.size > 1).any() else set()
    shares = [(int(often[np.isin(alone, ids)].sum()) / total, listed) for ids, listed in _listed_words()]
    most = max(share for share, _ in shares)
    return frozenset(found.union(*(listed for share, listed in shares if share >= max(_SPOKEN, _OTHERS * most))))


def says_something(word: str, listed: Collection[str]) -> bool:
    """Whether a word is more than function words.

    Examples:
        >>> says_something("harbour", {"the"}), says_something("the", {"the"}), says_something("我们", {"我", "们"})
        (True, False, False)
    """
    return word not in listed and not (len(word) > 1 and not word.isascii() and all(one in listed for one in word))


@cache
def _listed_words() -> list[tuple[NDArray[np.uint64], frozenset[str]]]:
    """Ids of the function words of every language, and the words."""
    listed = []
    for words in function_words().values():
        stream = tokens_of(pa.array(words, pa.large_string()))
        whole = np.flatnonzero(np.diff(stream.bounds) == 1)
        listed.append((stream.hashes[stream.bounds[whole]], frozenset(words)))
    return listed


def _followed(character: NDArray[np.bool_], owner: NDArray[np.int64], further: int) -> NDArray[np.bool_]:
    """Whether so many further characters of scripts without spaces follow in the same text."""
    result = np.zeros(len(owner), np.bool_)
    if len(owner) > further:
        result[:-further] = owner[:-further] == owner[further:]
        for step in range(further + 1):
            result[: len(owner) - further] &= character[step : len(owner) - further + step]
    return result


def _joined(hashes: NDArray[np.uint64], first: NDArray[np.int64], size: int) -> NDArray[np.uint64]:
    """One number for tokens and those behind them."""
    ids = hashes[first]
    for further in range(1, size):
        ids = ids * _MULTIPLIER ^ hashes[first + further]
    return ids


@cache
def _dictionary(size: int) -> NDArray[np.uint64]:
    """The ids of jieba's words of so many characters."""
    lines = files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines()
    listed = (line.split(" ", 2) for line in lines)
    words = [word for word, count, _ in listed if len(word) == size and int(count) >= _RAREST]
    stream = tokens_of(pa.array(words, pa.large_string()))
    whole = np.flatnonzero(np.diff(stream.bounds) == size)
    return np.unique(_joined(stream.hashes, stream.bounds[whole], size))
