"""Random swap: two words change places, some times over."""

from __future__ import annotations

import random
from dataclasses import dataclass

from dataaudit.augment.changes import Edit, Made
from dataaudit.augment.operation import NO_PLACE, TOO_SHORT, Nothing, Prepared, TextOperation


@dataclass(frozen=True, slots=True)
class RandomSwap(TextOperation):
    """Operation ``random_swap``.

    Both words are in one sentence, with nothing protected between them: a word that changes sides with a
    negation or a number changes what is said.

    Attributes:
        share: Swaps, as a share of the words.
        name: ``random_swap``.

    Source: Wei & Zou 2019 (EDA).

    Examples:
        >>> made = RandomSwap()([Prepared("we met them on the old bridge", "en")], [random.Random(1)])[0]
        >>> made.text
        'we old them on the met bridge'
    """

    share: float = 0.1
    name: str = "random_swap"

    def of(self, text: Prepared, generator: random.Random) -> Made | Nothing:
        """See ``TextOperation``."""
        groups = _groups(text)
        if not text.loose:
            return Nothing(NO_PLACE if text.free else TOO_SHORT)
        after = {place: text.words[place].text for group in groups for place in group}
        groups = [group for group in groups if len({after[place].lower() for place in group}) > 1]
        if not groups:
            return Nothing(NO_PLACE)
        for _ in range(text.count(self.share)):
            group = generator.choice(groups)
            one, other = generator.sample(group, 2)
            after[one], after[other] = after[other], after[one]
        made = text.made(Edit(text.words[place].start, text.words[place].end, word) for place, word in after.items())
        return made if made.changes else Nothing(NO_PLACE)


def _groups(text: Prepared) -> list[list[int]]:
    """Places of words that may change with each other: what stays and the ends of clauses part them."""
    loose, free = set(text.loose), set(text.free)
    groups: list[list[int]] = [[]]
    last = 0
    for place, word in enumerate(text.words):
        if "\n" in text.text[last : word.start]:
            groups.append([])
        if place in loose:
            groups[-1].append(place)
        elif place not in free:
            groups.append([])
        last = word.end
    return [group for group in groups if len(group) > 1]
