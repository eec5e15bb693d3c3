"""What an operation is: it makes a new text of one text, or says why it cannot."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from dataaudit.augment.changes import Edit, Made, apply_edits
from dataaudit.augment.protection import Protection, Span
from dataaudit.augment.words import CHINESE, JAPANESE, THAI, Word, sentences_of, words_of

UNSPACED = (CHINESE, JAPANESE, THAI)
"""Languages whose words stand together without spaces."""
TOO_SHORT, NO_PLACE, LANGUAGE = "too_short", "no_place", "language"
NO_PARTNER, PROTECTED = "no_partner", "protected"
"""Why an operation makes nothing of a text: too few words, no word that it may change, a language that it does not
know, no other row of the class, something that stays and would go."""
_MEANT = ("n", "v", "a", "m", "q", "i", "j", "b", "g", "x")
"""Flags of jieba's for words that mean something by themselves."""
_SCOPE = 4
"""Words after a negation that may be in its scope."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """An operation that does not fit a text.

    Attributes:
        reason: Why.
    """

    reason: str


@dataclass(frozen=True)
class Prepared:
    """A text with its words and what stays of it.

    Attributes:
        text: The text.
        language: ISO 639-1 code, ``und`` where it is not known.
        protection: What stays.
        marked: Spans that the user marked in this text.
        partner: Another text of the same class, for operations that take two.
    """

    text: str
    language: str
    protection: Protection = field(default_factory=Protection)
    marked: tuple[tuple[int, int], ...] = ()
    partner: str | None = None

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Words and marks in order."""
        return words_of(self.text, self.language)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """What stays."""
        return self.protection.spans(self.text, self.words, self.language, self.marked)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Begin and end of every sentence, with the white space after it."""
        return sentences_of(self.text)

    @cached_property
    def free(self) -> tuple[int, ...]:
        """Places of words that may be changed."""
        found, spans = [], list(self.spans)
        at = 0
        for place, word in enumerate(self.words):
            while at < len(spans) and spans[at].end <= word.start:
                at += 1
            if word.is_word and (at == len(spans) or spans[at].start >= word.end):
                found.append(place)
        return tuple(found)

    @cached_property
    def loose(self) -> tuple[int, ...]:
        """Places of words that may be moved or left out as well.

        Not the first word of a sentence, which has its capital; none beside a number, which says what is counted; and
        none in the scope of a negation before it.
        """
        free = set(self.free)
        held: set[int] = set()
        kinds: dict[int, str] = {}
        first = 0
        for span in self.spans:
            while first < len(self.words) and self.words[first].end <= span.start:
                first += 1
            place = first
            while place < len(self.words) and self.words[place].start < span.end:
                kinds[place] = span.kind
                place += 1
        for place, kind in kinds.items():
            if kind in ("number", "date"):
                held |= {place - 1, place + 1}
            elif kind in ("negation", "contrast"):
                held.add(place - 1)
                for after in range(place + 1, min(place + 1 + _SCOPE, len(self.words))):
                    if not self.words[after].is_word:
                        break
                    held.add(after)
            else:
                held.add(place - 1)
        if self.language not in UNSPACED:
            starts = {start for start, _ in self.sentences}
            held |= {place for place in free if self.words[place].start in starts}
        return tuple(place for place in self.free if place not in held and self._whole(self.words[place]))

    def _whole(self, word: Word) -> bool:
        """Whether a word is surely one: no "'s", and no Chinese character with a meaning that may be half of one."""
        return word.text[0].isalnum() and (
            self.language != CHINESE or len(word.text) > 1 or not word.tag.startswith(_MEANT)
        )

    def count(self, share: float, most: int | None = None) -> int:
        """Words to change: a share of all words, one at least.

        Source: n = αl of Wei & Zou 2019 (EDA).
        """
        wanted = max(1, int(share * sum(word.is_word for word in self.words)))
        return wanted if most is None else min(wanted, most)

    def made(self, edits: Iterable[Edit]) -> Made:
        """The text with edits applied."""
        return apply_edits(self.text, edits)


class Operation(Protocol):
    """Makes new texts; frozen and picklable."""

    @property
    def name(self) -> str:
        """Name, as under ``augment.operations`` in a pipeline."""
        ...

    def __call__(self, texts: Sequence[Prepared], generators: Sequence[random.Random]) -> list[Made | Nothing]:
        """A new text of each, or why there is none.

        Args:
            texts: Texts.
            generators: Random numbers of each; the same numbers give the same text, whatever the others are.
        """
        ...

    def check(self) -> None:
        """Load what it needs.

        Raises:
            ConfigurationError: A model, word net or program is missing.
        """
        ...


class TextOperation(ABC):
    """An operation that looks at one text at a time and needs nothing loaded."""

    @abstractmethod
    def of(self, text: Prepared, generator: random.Random) -> Made | Nothing:
        """A new text of one, or why there is none."""

    def __call__(self, texts: Sequence[Prepared], generators: Sequence[random.Random]) -> list[Made | Nothing]:
        """See ``Operation``."""
        return [self.of(text, generator) for text, generator in zip(texts, generators, strict=True)]

    def check(self) -> None:  # noqa: B027  (most operations need nothing loaded)
        """See ``Operation``."""
