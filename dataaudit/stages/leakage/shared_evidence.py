"""What a row and an evaluation item share: rare words and numbers.

A paraphrase keeps names, numbers and rare words. What both have counts by its rarity among the rows, what the row lacks
counts half against it, and a number that it lacks twice; a program written again may have other examples, so in
programs a number counts once.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache
from itertools import islice, pairwise

from dataaudit.stages.language.function_words import function_words

LACKING, LACKING_NUMBER, LACKING_EXAMPLE = 0.5, 2.0, 1.0
"""What a word, a number, and a number of a program that the row lacks weigh against it."""
_WORD = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{2,}")
_LONGEST = 20_000
_PROGRAM = re.compile(
    r"^\s*(?:def \w+ ?\(|class \w+[(:{ ]|from [\w.]+ import |import [\w.]+|#include|func \w+\(|fn \w+\(|"
    r"(?:async )?function \w* ?\(|(?:public|private|static) )|[;{}]\s*$"
)
_LINES_OF_PROGRAM = 2
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


def words_in(text: str) -> frozenset[str]:
    """The words and numbers of a text without function words; numbers in one form, English words for them too.

    Names of programs are taken apart, and scripts without spaces count by pairs of characters.

    Examples:
        >>> sorted(words_in("Twelve ducks lay 1,200 eggs"))
        ['#12', '#1200', 'duck', 'egg', 'lay']
        >>> sorted(words_in("parse_music parseMusic"))
        ['music', 'parse']
    """
    found = set()
    for word in _pieces(text[:_LONGEST]):
        number = _number(word)
        if number is not None:
            found.add(f"#{number:g}")
        elif word not in _function_words():  # the s of a plural, in many languages
            found.add(word[:-1] if len(word) > 3 and word.endswith("s") else word)
    return frozenset(found)


def _pieces(text: str) -> Iterator[str]:
    for word in _WORD.findall(text):
        if word.isascii():
            humps = [word] if word.islower() or word.istitle() else _HUMP.split(word)
            yield from (hump.casefold() for hump in humps)
        elif _UNSPACED.fullmatch(word):
            yield from map("".join, pairwise(word))
        else:
            yield word.casefold()


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


def is_program(text: str) -> bool:
    r"""Whether a text has lines of a program.

    Examples:
        >>> is_program("import math\n\ndef area(r):\n    return math.pi * r * r"), is_program("import tax rises;")
        (True, False)
    """
    lines = (line for line in text[:_LONGEST].splitlines() if _PROGRAM.search(line))
    return len(list(islice(lines, _LINES_OF_PROGRAM))) == _LINES_OF_PROGRAM


def evidence(
    item: Collection[str],
    row: Collection[str],
    counts: Counter[str],
    rows: int,
    *,
    counted: bool = False,
    number: float = LACKING_NUMBER,
) -> float:
    """How much the words of a row say that it paraphrases an item, in nats.

    Args:
        item: Words of the item.
        row: Words of the row.
        counts: In how many of some rows a word occurs.
        rows: The number of those rows.
        counted: Whether the row is one of them.
        number: What a number that the row lacks weighs.
    """
    total = 0.0
    for word in item:
        seen = counts[word] - (counted and word in row)
        rarity = -math.log((seen + 1) / (rows + 2))
        if word in row:
            total += rarity
        else:
            total -= rarity * (number if word[0] == "#" else LACKING)
    return total


def shared_words(item: Collection[str], row: Collection[str], counts: Counter[str], most: int) -> tuple[str, ...]:
    """Words that an item and a row share, the rarest first, at most ``most``; numbers as they are read."""
    both = sorted(set(item) & set(row), key=lambda word: (counts[word], word))
    return tuple(word.lstrip("#") for word in both[:most])
