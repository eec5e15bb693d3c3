"""Synonyms of an English word in a sentence: same part of speech, inflection and capitalisation."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from dataaudit.augment.english_tags import kind_of, lexicon
from dataaudit.augment.synonyms.wordnet import Synonyms, read_wordnet
from dataaudit.augment.words import Word
from dataaudit.stages.language.function_words import function_words

FILE = Path(__file__).with_name("english_synonyms.tsv")
_UNIVERSAL = {"n": "NOUN", "v": "VERB", "a": "ADJ", "r": "ADV"}
_INFLECTED = {
    "NN": "n", "NNS": "n", "VB": "v", "VBD": "v", "VBG": "v", "VBN": "v", "VBP": "v", "VBZ": "v", "JJ": "a", "RB": "r",
}  # fmt: skip
_USAGE = {
    name: tuple(words.split())
    for name, words in tomllib.loads(Path(__file__).with_name("english_usage.toml").read_text(encoding="utf-8")).items()
}


@cache
def shipped_synonyms() -> Synonyms:
    """The list that ships with the package."""
    found: Synonyms = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            lemma, kind, others = line.split("\t")
            found[lemma, kind] = tuple(others.split())
    return found


@cache
def synonyms_from(folder: str) -> Synonyms:
    """The synonyms of a word net's folder; the shipped list for an empty name.

    Raises:
        ConfigurationError: The folder holds no word net.
    """
    return read_wordnet(Path(folder)) if folder else shipped_synonyms()


def english_synonyms(words: Sequence[Word], place: int, known: Synonyms) -> tuple[str, ...]:
    """Words that can stand for one of a text.

    None for a verb with a particle after it, for a noun beside another noun, and for words of grammar: what these
    mean together, no list of single words tells.

    Args:
        words: The text's words, tagged.
        place: Which of them.
        known: Synonyms by basic form.

    Examples:
        >>> from dataaudit.augment.words import words_of
        >>> english_synonyms(words_of("She bought two big automobiles.", "en"), 1, shipped_synonyms())
        ('purchased',)
    """
    word = words[place]
    lower = word.text.lower()
    kind = _INFLECTED.get(word.tag)
    if kind is None or not word.text.isalpha() or lower in _function_words() or lower in _USAGE["held"]:
        return ()
    before = words[place - 1] if place else None
    after = words[place + 1] if place + 1 < len(words) else None
    if kind == "v" and after is not None and after.text.lower() in _USAGE["particles"]:
        return ()
    if kind == "n" and before is not None and before.text.lower().replace("’", "'").endswith(_USAGE["before_verbs"]):
        return ()
    if kind == "n" and any(one is not None and kind_of(one.tag) == "n" for one in (before, after)):
        return ()
    found = []
    for other in known.get((_lemma(lower, kind), kind), ()):
        form = _inflected(other, word.tag, before)
        # What is mostly another part of speech would be read as that: "state" for "say".
        if form is not None and form != lower and kind_of(lexicon().get(form, word.tag)) == kind:
            found.append(in_case_of(form, word.text))
    return tuple(dict.fromkeys(found))


def in_case_of(word: str, model: str) -> str:
    """A word in the capitals of another.

    Examples:
        >>> in_case_of("purchase", "Buy"), in_case_of("purchase", "BUY"), in_case_of("purchase", "buy")
        ('Purchase', 'PURCHASE', 'purchase')
    """
    if model.isupper() and len(model) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def article_before(word: str) -> str:
    """The indefinite article that goes before a word, by its spelling.

    Examples:
        >>> [article_before(word) for word in ("automobile", "hour", "university", "car")]
        ['an', 'an', 'a', 'a']
    """
    lower = word.lower()
    if lower.startswith(("hour", "honest", "honor", "honour", "heir")):
        return "an"
    if lower.startswith(("uni", "use", "usa", "usu", "ute", "uti", "eu", "one", "once", "ubi")):
        return "an" if lower.startswith(("unin", "unim")) else "a"
    return "an" if lower[:1] in "aeiou" else "a"


def _lemma(word: str, kind: str) -> str:
    from lemminflect import getLemma

    told = getLemma(word, upos=_UNIVERSAL[kind])
    return str(told[0]) if told else word


def _inflected(lemma: str, tag: str, before: Word | None) -> str | None:
    """The form of a word that a tag asks for; None where two are possible and nothing tells which."""
    from lemminflect import getInflection

    if tag in ("NN", "VB", "VBP", "JJ", "RB"):
        return lemma
    if tag in ("VBD", "VBN"):
        past, participle = (getInflection(lemma, tag=one) for one in ("VBD", "VBN"))
        if past and participle and past[0] == participle[0]:
            return str(past[0])
        perfect = before is not None and before.text.lower() in _USAGE["perfect"]
        told = participle if perfect else past
        return str(told[0]) if told and (perfect or tag == "VBD") else None
    told = () if tag == "NNS" and lemma.endswith("s") else getInflection(lemma, tag=tag)
    return str(told[0]) if told else None


@cache
def _function_words() -> frozenset[str]:
    return frozenset(function_words()["en"])
