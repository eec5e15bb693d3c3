"""Sentence shuffling: the sentences of a text in another order."""

from __future__ import annotations

import random
from bisect import bisect_left
from dataclasses import dataclass

from dataaudit.augment.changes import Edit, Made
from dataaudit.augment.operation import TOO_SHORT, Nothing, Prepared, TextOperation
from dataaudit.augment.protected_words import followers
from dataaudit.augment.words import CHINESE, JAPANESE


@dataclass(frozen=True, slots=True)
class SentenceShuffling(TextOperation):
    """Operation ``sentence_shuffling``.

    Sentences move whole, with all protected words, and one that refers to the one before it ("It ...", "But ...")
    moves with that one. The last one stays where it is if it is a question: it is
    asked about the text before it.

    Attributes:
        fewest: Sentences that a text must have.
        name: ``sentence_shuffling``.

    Source: Chawla et al. 2019; Yan et al. 2019.

    Examples:
        >>> made = SentenceShuffling(fewest=2)([Prepared("Rain fell. Dinner was cold.", "en")], [random.Random(1)])[0]
        >>> made.text
        'Dinner was cold. Rain fell.'
    """

    fewest: int = 3
    name: str = "sentence_shuffling"

    def of(self, text: Prepared, generator: random.Random) -> Made | Nothing:
        """See ``TextOperation``."""
        parts: list[tuple[int, int]] = []
        for start, end in text.sentences:
            bare = text.text[start:end].rstrip()
            lead = len(bare) - len(bare.lstrip())
            if not any(one.isalnum() for one in bare):
                continue
            if parts and _follows(text, start + lead, end):
                parts[-1] = (parts[-1][0], start + len(bare))
            else:
                parts.append((start + lead, start + len(bare)))
        if parts and text.text[parts[-1][1] - 1] in "?？":
            parts.pop()
        if len(parts) < max(2, self.fewest) or _cut(text, parts):
            return Nothing(TOO_SHORT)
        order = list(range(len(parts)))
        while order == sorted(order):
            generator.shuffle(order)
        gap = "，" if text.language in (CHINESE, JAPANESE) else " "
        edits = []
        for (start, end), number in zip(parts, order, strict=True):
            first, last = parts[number]
            after = text.text[first:last]
            behind = text.text[end : end + 1]
            if after[-1:].isalnum() and behind and not behind.isspace():
                after += gap
            edits.append(Edit(start, end, after))
        return text.made(edits)


def _follows(text: Prepared, start: int, end: int) -> bool:
    """Whether a sentence begins with a word that refers to the one before it."""
    place = bisect_left(text.words, start, key=lambda word: word.start)
    while place < len(text.words) and text.words[place].start < end:
        if text.words[place].is_word:
            return text.words[place].text.lower() in followers(text.language)
        place += 1
    return False


def _cut(text: Prepared, parts: list[tuple[int, int]]) -> bool:
    """Whether a sentence ends inside something that stays."""
    return any(span.start < end < span.end for span in text.spans for _, end in parts)
