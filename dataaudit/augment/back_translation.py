"""Back-translation: into another language and back, sentence by sentence."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from dataaudit.augment.changes import Edit, Made, difference
from dataaudit.augment.operation import LANGUAGE, NO_PLACE, PROTECTED, Nothing, Prepared
from dataaudit.augment.translators import Translator


@dataclass(frozen=True, slots=True)
class BackTranslation:
    """Operation ``back_translation``.

    A sentence that comes back without one of its numbers, names, negations or whatever else stays, or with another
    one, is left as it was.

    Attributes:
        there: Into the other language.
        back: Into the language of the rows.
        languages: Languages of rows that it is for, ISO 639-1.
        name: ``back_translation``.

    Source: Sennrich et al. 2016; Yu et al. 2018 (QANet).
    """

    there: Translator
    back: Translator
    languages: tuple[str, ...] = ("en",)
    name: str = "back_translation"

    def check(self) -> None:
        """See ``Operation``."""
        self.there.check()
        self.back.check()

    def __call__(self, texts: Sequence[Prepared], generators: Sequence[random.Random]) -> list[Made | Nothing]:
        """See ``Operation``; nothing is drawn by chance."""
        owners: list[tuple[int, int, int]] = []
        for number, text in enumerate(texts):
            if text.language in self.languages:
                for start, end in text.sentences:
                    bare = text.text[start:end].strip()
                    at = text.text.index(bare, start)
                    if any(one.isalpha() for one in bare) and not _reaches_out(text, at, at + len(bare)):
                        owners.append((number, at, at + len(bare)))
        sentences = [texts[number].text[start:end] for number, start, end in owners]
        told = self.back(self.there(sentences)) if sentences else []
        edits: dict[int, list[Edit]] = {}
        lost: set[int] = set()
        for (number, start, end), before, after in zip(owners, sentences, told, strict=True):
            after = after.strip()
            if not after or after == before:
                continue
            text = texts[number]
            kept = [text.protection.kept_strings(one, text.language) for one in (before, after)]
            if kept[0] != kept[1] or _cut(text, start, end):
                lost.add(number)
                continue
            edits.setdefault(number, []).extend(
                Edit(start + one.start, start + one.end, one.after) for one in difference(before, after)
            )
        made: list[Made | Nothing] = []
        for number, text in enumerate(texts):
            if text.language not in self.languages:
                made.append(Nothing(LANGUAGE))
            elif number in edits:
                made.append(text.made(edits[number]))
            else:
                made.append(Nothing(PROTECTED if number in lost else NO_PLACE))
        return made


def _reaches_out(text: Prepared, start: int, end: int) -> bool:
    """Whether something that stays begins before a part or ends after it, as a block of code does."""
    return any(one.start < end and start < one.end and (one.start < start or end < one.end) for one in text.spans)


def _cut(text: Prepared, start: int, end: int) -> bool:
    """Whether the user marked something in a part, which no one can find again in a translation."""
    return any(first < end and start < last for first, last in text.marked)
