"""Class mix: the first sentences of one row and the last ones of another of its class."""

from __future__ import annotations

import random
from dataclasses import dataclass

from dataaudit.augment.changes import Edit, Made
from dataaudit.augment.operation import NO_PARTNER, PROTECTED, TOO_SHORT, UNSPACED, Nothing, Prepared, TextOperation
from dataaudit.augment.words import sentences_of


@dataclass(frozen=True, slots=True)
class ClassMix(TextOperation):
    """Operation ``class_mix``.

    Attributes:
        name: ``class_mix``.

    Source: Guo et al. 2020 (sequence-level mix); Luque 2019 (crossover of tweets).

    Examples:
        >>> text = Prepared("It is good. I like it.", "en", partner="We came early. The food was great.")
        >>> ClassMix()([text], [random.Random(1)])[0].text
        'It is good. The food was great.'
    """

    name: str = "class_mix"

    def of(self, text: Prepared, generator: random.Random) -> Made | Nothing:
        """See ``TextOperation``."""
        if text.partner is None:
            return Nothing(NO_PARTNER)
        own = [one for one in text.sentences if text.text[slice(*one)].strip()]
        theirs = [one for one in sentences_of(text.partner) if text.partner[slice(*one)].strip()]
        if len(own) < 2 or len(theirs) < 2:
            return Nothing(TOO_SHORT)
        start = own[(len(own) + 1) // 2][0]
        begin = theirs[len(theirs) // 2][0]
        if any(span.start < start < span.end for span in text.spans):
            return Nothing(TOO_SHORT)
        if any(one.start < begin < one.end for one in text.protection.plain(text.partner)):
            return Nothing(TOO_SHORT)
        if any(span.kind == "marked" and span.end > start for span in text.spans):
            return Nothing(PROTECTED)
        after = text.partner[begin:].strip()
        before = text.text[:start]
        if text.language not in UNSPACED and before and not before[-1].isspace():
            after = " " + after
        return text.made([Edit(start, len(text.text), after)])
