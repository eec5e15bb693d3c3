"""Random deletion: every word that may go is left out with some probability."""

from __future__ import annotations

import random
from dataclasses import dataclass

from dataaudit.augment.changes import Edit, Made
from dataaudit.augment.operation import NO_PLACE, TOO_SHORT, Nothing, Prepared, TextOperation

FEWEST = 4
"""Words of a text from which one may be left out."""


@dataclass(frozen=True, slots=True)
class RandomDeletion(TextOperation):
    """Operation ``random_deletion``.

    Attributes:
        share: Probability of every word; one word at least goes.
        name: ``random_deletion``.

    Source: Wei & Zou 2019 (EDA).

    Examples:
        >>> text = Prepared("we really met them on the very old bridge", "en")
        >>> made = RandomDeletion()([text], [random.Random(2)])[0]
        >>> made.text
        'we really met the very old bridge'
    """

    share: float = 0.1
    name: str = "random_deletion"

    def of(self, text: Prepared, generator: random.Random) -> Made | Nothing:
        """See ``TextOperation``."""
        if sum(word.is_word for word in text.words) < FEWEST:
            return Nothing(TOO_SHORT)
        if not text.loose:
            return Nothing(NO_PLACE)
        chosen = [place for place in text.loose if generator.random() < self.share]
        if not chosen:
            chosen = [generator.choice(text.loose)]
        edits: list[Edit] = []
        for place in chosen[: max(1, sum(word.is_word for word in text.words) // 2)]:
            word = text.words[place]
            start, end = word.start, word.end
            if text.text[end : end + 1] == " ":
                end += 1
            elif text.text[start - 1 : start] == " " and not (edits and edits[-1].end == start):
                start -= 1
            edits.append(Edit(start, end, ""))
        return text.made(edits)
