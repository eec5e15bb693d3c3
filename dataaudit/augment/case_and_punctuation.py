"""Case and punctuation: capitals dropped, marks left out, repeated, or of the other width."""

from __future__ import annotations

import random
from dataclasses import dataclass

from dataaudit.augment.changes import Edit, Made
from dataaudit.augment.operation import NO_PLACE, UNSPACED, Nothing, Prepared, TextOperation
from dataaudit.augment.words import Word

_WIDTHS = {",": "，", ".": "。", "!": "！", "?": "？", ":": "：", ";": "；", "(": "（", ")": "）"}
_OTHER_WIDTH = {**{full: half for half, full in _WIDTHS.items()}, "、": ",", "…": "..."}
_LIGHT = frozenset(",.;!，。；！、")
"""Marks that a sentence can lose without a change of meaning; a question mark is not one."""


@dataclass(frozen=True, slots=True)
class CaseAndPunctuation(TextOperation):
    """Operation ``case_and_punctuation``.

    Words stay; so that a new row differs from its source only where case and marks count, and its guard compares the
    texts as they are.

    Attributes:
        share: Changes, as a share of the words.
        name: ``case_and_punctuation``.

    Examples:
        >>> made = CaseAndPunctuation()([Prepared("Well, it works!", "en")], [random.Random(1)])[0]
        >>> made.text
        'Well, it works'
    """

    share: float = 0.1
    name: str = "case_and_punctuation"

    def of(self, text: Prepared, generator: random.Random) -> Made | Nothing:
        """See ``TextOperation``."""
        edits: list[Edit] = []
        for place in text.free:
            word = text.words[place]
            if word.text[:1].isupper() and word.text[1:].islower():
                edits.append(Edit(word.start, word.start + 1, word.text[0].lower()))
        ends = {start + len(text.text[start:end].rstrip()) for start, end in text.sentences}
        inside = {place for span in text.spans for place in range(span.start, span.end)}
        touching = {place for span in text.spans for place in range(span.start, span.end + 1)}
        for word in text.words:
            if word.text not in _LIGHT or not _alone(text, word, inside, touching):
                continue
            if word.text == "." and word.end not in ends:  # of an abbreviation
                continue
            edits.append(Edit(word.start, word.end, ""))
            if word.text in "!！":
                edits[-1] = Edit(word.start, word.end, generator.choice(("", 2 * word.text)))
            elif text.language in UNSPACED and word.text in _OTHER_WIDTH:
                edits[-1] = Edit(word.start, word.end, generator.choice(("", _OTHER_WIDTH[word.text])))
        if not edits:
            return Nothing(NO_PLACE)
        chosen = generator.sample(edits, min(len(edits), text.count(self.share)))
        made = text.made(chosen)
        if made.text == text.text:  # of two equal marks in a row one is left out, the other doubled
            made = text.made(chosen[:1])
        return made


def _alone(text: Prepared, word: Word, inside: set[int], touching: set[int]) -> bool:
    """Whether a mark may go: it parts no two words where words have spaces, and nothing beside it stays."""
    after = text.text[word.end : word.end + 1]
    if not after or after.isspace():
        return word.start not in inside
    return text.language in UNSPACED and not {word.start, word.end} & touching
