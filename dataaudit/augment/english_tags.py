"""Parts of speech of English words: the tagger of TextBlob, whose lexicon and rules ship with that package.

Source: Brill 1992, "A simple rule-based part of speech tagger"; tags of the Penn Treebank.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import cache

_KINDS = {"NN": "n", "VB": "v", "JJ": "a", "RB": "r"}
NAMES = ("NNP", "NNPS")
"""Tags of names."""


def tags_of(words: Sequence[str]) -> list[str]:
    """Penn Treebank tags of the words of one sentence, punctuation among them.

    Examples:
        >>> tags_of(["The", "cat", "slept", "in", "London", "."])
        ['DT', 'NN', 'VBD', 'IN', 'NNP', '.']
    """
    from textblob.en import tag

    if not words:
        return []
    lexicon()
    joined = " ".join(words)
    told = [str(found) for _, found in tag(joined, tokenize=False)]
    if len(told) != len(words):  # a word with a space in it, or one that the tagger cuts
        return [lexicon().get(word, lexicon().get(word.lower(), "NN")) for word in words]
    return told


@cache
def lexicon() -> Mapping[str, str]:
    """The tag of every word that the tagger knows, as it is written."""
    from textblob.en import lexicon as known

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # its files are closed only when they are forgotten
        for table in (known, known.morphology, known.context, known.entities):
            table.load()
    return {str(word): str(tag) for word, tag in known.items()}


def kind_of(tag: str) -> str | None:
    """n, v, a or r for nouns, verbs, adjectives and adverbs; None for others and for names.

    Examples:
        >>> kind_of("VBZ"), kind_of("NNP"), kind_of("DT")
        ('v', None, None)
    """
    return None if tag in NAMES else _KINDS.get(tag[:2])


@cache
def is_name(word: str) -> bool:
    """Whether a word is known as a name only: it is written with a capital in the lexicon, and not without one.

    Examples:
        >>> is_name("london"), is_name("London"), is_name("bank")
        (True, True, False)
    """
    known, lower = lexicon(), word.lower()
    if known.get(lower, "NNP") not in NAMES:
        return False
    return known.get(lower.capitalize(), "") in NAMES
