"""Sentence shuffling: the sentences of a text in another order."""

from __future__ import annotations

import random
from dataclasses import dataclass

from dataaudit.augment.changes import Edit, Made
from dataaudit.augment.operation import TOO_SHORT, UNSPACED, Nothing, Prepared, TextOperation


@dataclass(frozen=True, slots=True)
class SentenceShuffling(TextOperation):
    """Operation ``sentence_shuffling``.

    Sentences move whole, each with all that stays of it. The last one stays where it is if it is a question: it is
    asked about what stands before it.

    Attributes:
        fewest: Sentences that a text must have.
        name: ``sentence_shuffling``.

    Source: Chawla et al. 2019; Yan et al. 2019.

    Examples:
        >>> made = SentenceShuffling(fewest=2)([Prepared("It rained. We stayed in.", "en")], [random.Random(1)])[0]
        >>> made.text
        'We stayed in. It rained.'
    """

    fewest: int = 3
    name: str = "sentence_shuffling"

    def of(self, text: Prepared, generator: random.Random) -> Made | Nothing:
        """See ``TextOperation``."""
        parts = []
        for start, end in text.sentences:
            bare = text.text[start:end].rstrip()
            lead = len(bare) - len(bare.lstrip())
            if any(one.isalnum() for one in bare):
                parts.append((start + lead, start + len(bare)))
        if parts and text.text[parts[-1][1] - 1] in "?？":
            parts.pop()
        if len(parts) < max(2, self.fewest) or _cut(text, parts):
            return Nothing(TOO_SHORT)
        order = list(range(len(parts)))
        while order == sorted(order):
            generator.shuffle(order)
        gap = "" if text.language in UNSPACED else " "
        edits = []
        for (start, end), number in zip(parts, order, strict=True):
            first, last = parts[number]
            after = text.text[first:last]
            if end < len(text.text) and not text.text[end].isspace() and after[-1:].isalnum():
                after += gap
            edits.append(Edit(start, end, after))
        return text.made(edits)


def _cut(text: Prepared, parts: list[tuple[int, int]]) -> bool:
    """Whether a sentence ends inside something that stays."""
    return any(span.start < end < span.end for span in text.spans for _, end in parts)
