"""Random insertion: synonyms of some words are put in at places taken by chance."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from dataaudit.augment.changes import Edit, Made
from dataaudit.augment.operation import LANGUAGE, NO_PLACE, UNSPACED, Nothing, Prepared, TextOperation
from dataaudit.augment.synonym_replacement import KNOWN, SynonymReplacement, synonyms_at


@dataclass(frozen=True, slots=True)
class RandomInsertion(TextOperation):
    """Operation ``random_insertion``.

    A synonym is put in before a word that may be moved: never inside a name, a number with what it counts, or what
    is in the scope of a negation.

    Attributes:
        share: Words put in, as a share of all.
        synonyms: Where synonyms come from.
        name: ``random_insertion``.

    Source: Wei & Zou 2019 (EDA).

    Examples:
        >>> made = RandomInsertion()(
        ...     [Prepared("yesterday in town he quickly purchased something nice", "en")], [random.Random(3)]
        ... )[0]
        >>> made.text, len(made.changes)
        ('yesterday in town speedily he quickly purchased something nice', 1)
    """

    share: float = 0.1
    synonyms: SynonymReplacement = field(default_factory=SynonymReplacement)
    name: str = "random_insertion"

    def of(self, text: Prepared, generator: random.Random) -> Made | Nothing:
        """See ``TextOperation``."""
        if text.language not in KNOWN:
            return Nothing(LANGUAGE)
        sources = [found for place in text.free if (found := synonyms_at(text, place, self.synonyms))]
        if not sources or not text.loose:
            return Nothing(NO_PLACE)
        number = min(text.count(self.share), len(sources), len(text.loose))
        places = generator.sample(text.loose, number)
        edits = []
        for place, found in zip(sorted(places), generator.sample(sources, number), strict=True):
            word = text.words[place]
            after = generator.choice(found)
            after = after if after.isupper() else after.lower()
            edits.append(Edit(word.start, word.start, after if text.language in UNSPACED else after + " "))
        return text.made(edits)

    def check(self) -> None:
        """See ``Operation``."""
        self.synonyms.check()
