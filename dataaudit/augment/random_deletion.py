"""Random deletion: every word that may go is left out with some probability."""

from __future__ import annotations

import random
from dataclasses import dataclass

from dataaudit.augment.changes import Edit, Made
from dataaudit.augment.operation import NO_PLACE, TOO_SHORT, Nothing, Prepared, TextOperation
from dataaudit.augment.words import CHINESE, ENGLISH

_LIGHT = ("u", "y", "e", "o", "c", "r", "p")
"""Flags of jieba's for particles, interjections, sounds, conjunctions, pronouns and prepositions."""
FEWEST = 4
"""Words of a text from which one may be left out."""


@dataclass(frozen=True, slots=True)
class RandomDeletion(TextOperation):
    """Operation ``random_deletion``.

    Nouns, verbs, and what is said of something ("is good") carry the text and stay, where words are tagged: in English
    and Chinese. No two neighbours go.

    Attributes:
        share: Probability of every word; one word at least goes.
        name: ``random_deletion``.

    Source: Wei & Zou 2019 (EDA).

    Examples:
        >>> text = Prepared("we met them on the very old bridge", "en")
        >>> made = RandomDeletion()([text], [random.Random(2)])[0]
        >>> made.text
        'we met them on the old bridge'
    """

    share: float = 0.1
    name: str = "random_deletion"

    def of(self, text: Prepared, generator: random.Random) -> Made | Nothing:
        """See ``TextOperation``."""
        if sum(word.is_word for word in text.words) < FEWEST:
            return Nothing(TOO_SHORT)
        light = [place for place in text.loose if not _carries(text, place) and not _enclosed(text, place)]
        if not light:
            return Nothing(NO_PLACE)
        drawn = [place for place in light if generator.random() < self.share] or [generator.choice(light)]
        edits: list[Edit] = []
        last = -2
        for place in drawn:
            if place == last + 1:
                continue
            last = place
            word = text.words[place]
            start, end = word.start, word.end
            if text.text[end : end + 1] == " ":
                end += 1
            elif text.text[start - 1 : start] == " ":
                start -= 1
            edits.append(Edit(start, end, ""))
        return text.made(edits)


def _enclosed(text: Prepared, place: int) -> bool:
    """Whether a word stands alone between two marks, which would be left without it."""
    beside = [text.words[one] for one in (place - 1, place + 1) if 0 <= one < len(text.words)]
    return len(beside) == 2 and not any(one.is_word or one.text.isalnum() for one in beside)


def _carries(text: Prepared, place: int) -> bool:
    """Whether a word carries what is said."""
    word = text.words[place]
    if text.language == ENGLISH:
        before = text.words[place - 1].tag if place else ""
        said = word.tag.startswith("JJ") and before.startswith(("VB", "RB"))
        return said or word.tag.startswith(("NN", "VB", "CD", "W", "MD")) or word.tag == "IN"
    return text.language == CHINESE and not word.tag.startswith(_LIGHT)
