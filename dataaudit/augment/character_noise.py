"""Character noise: slips of a keyboard, mistakes of OCR, Chinese characters that sound or look the same."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import regex

from dataaudit.augment.changes import Edit, Made
from dataaudit.augment.lookalikes import chinese_homophones, chinese_lookalikes, keyboard_neighbours, ocr_confusions
from dataaudit.augment.operation import LANGUAGE, NO_PLACE, UNSPACED, Nothing, Prepared, TextOperation
from dataaudit.augment.words import CHINESE, Word

Kind = Literal["keyboard", "ocr", "homophone", "lookalike"]
LATIN: tuple[Kind, ...] = ("keyboard", "ocr")
HAN: tuple[Kind, ...] = ("homophone", "lookalike")
SHORTEST = 4
"""Letters of a word that gets a slip; shorter ones become other words."""
_SLIPS = ("substitute", "transpose", "omit", "repeat")


@dataclass(frozen=True, slots=True)
class CharacterNoise(TextOperation):
    """Operation ``character_noise``.

    A word gets one slip, never in its first letter: a neighbour on the keyboard, two letters transposed, one left out
    or repeated; or a character that OCR takes for another; in Chinese a character that sounds or looks the same.

    Attributes:
        share: Words with a slip, as a share of all.
        kinds: Which mistakes are made.
        name: ``character_noise``.

    Source: Belinkov & Bisk 2018, "Synthetic and natural noise both break neural machine translation".

    Examples:
        >>> made = CharacterNoise(kinds=("keyboard",))([Prepared("a wonderful evening", "en")], [random.Random(4)])[0]
        >>> made.text
        'a wonderful eveniing'
    """

    share: float = 0.1
    kinds: tuple[Kind, ...] = (*LATIN, *HAN)
    name: str = "character_noise"

    def of(self, text: Prepared, generator: random.Random) -> Made | Nothing:
        """See ``TextOperation``."""
        chinese = text.language == CHINESE
        kinds = [kind for kind in self.kinds if kind in (HAN if chinese else LATIN)]
        if not kinds or (text.language in UNSPACED and not chinese):
            return Nothing(LANGUAGE)
        places = list(text.free)
        generator.shuffle(places)
        wanted = text.count(self.share)
        edits: list[Edit] = []
        for place in places:
            if len(edits) == wanted:
                break
            word = text.words[place]
            edit = _han(word, generator.choice(kinds), generator) if chinese else _latin(word, kinds, generator)
            if edit is not None:
                edits.append(edit)
        return text.made(edits) if edits else Nothing(NO_PLACE)


def _latin(word: Word, kinds: list[Kind], generator: random.Random) -> Edit | None:
    """A slip in a word of Latin letters."""
    text = word.text
    if len(text) < SHORTEST or not text.isalpha() or not text.isascii():
        return None
    if generator.choice(kinds) == "ocr":
        return _substitute(word, ocr_confusions(), generator)
    slip = generator.choice(_SLIPS)
    if slip == "substitute":
        return _substitute(word, keyboard_neighbours(), generator)
    at = generator.randrange(1, len(text) - 1)
    if slip == "transpose":
        return _edit(word, at, at + 2, text[at + 1] + text[at]) if text[at] != text[at + 1] else None
    return _edit(word, at, at + 1, "" if slip == "omit" else 2 * text[at])


def _han(word: Word, kind: Kind, generator: random.Random) -> Edit | None:
    """Another character in a Chinese word."""
    if not regex.fullmatch(r"\p{Han}{2,}", word.text):
        return None
    return _substitute(word, chinese_homophones() if kind == "homophone" else chinese_lookalikes(), generator, first=0)


def _substitute(word: Word, others: Mapping[str, str], generator: random.Random, first: int = 1) -> Edit | None:
    places = [place for place in range(first, len(word.text)) if others.get(word.text[place].lower())]
    if not places:
        return None
    at = generator.choice(places)
    one = word.text[at]
    other = generator.choice(others[one.lower()])
    return _edit(word, at, at + 1, other.upper() if one.isupper() else other)


def _edit(word: Word, start: int, end: int, after: str) -> Edit:
    return Edit(word.start + start, word.start + end, after)
