"""What no operation may change: numbers, dates, names, addresses, code, placeholders, negations, labels, marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import regex

from dataaudit.augment.english_tags import NAMES, is_name, lexicon
from dataaudit.augment.protected_words import (
    CHINESE_FLAGS,
    contrasts,
    date_words,
    marks,
    negations,
    number_words,
    unmarked,
)
from dataaudit.augment.words import CHINESE, ENGLISH, Word, sentences_of, words_of
from dataaudit.config.user_pattern import UserPattern
from dataaudit.stages.personal_data.detect import personal_data

_UNITS = (
    "km|cm|mm|m|kg|g|mg|l|ml|mph|kmh|km/h|GB|MB|KB|TB|Hz|kHz|MHz|GHz|W|kW|V|ft|lb|lbs|oz|mi|yd|am|pm|a\\.m\\.|p\\.m\\.|"
    "USD|EUR|GBP|CNY|RMB|p|pp|s|ms|min|h|hrs?|secs?|mins?|st|nd|rd|th"
)
# Every repetition is bounded or begins at a mark of its own, so that no text takes longer than its length asks for.
PATTERNS: tuple[tuple[str, Any], ...] = tuple(
    (kind, regex.compile(pattern, flags=regex.DOTALL))
    for kind, pattern in (
        ("code", r"```.*?(?:```|$)|`[^`\n]+`|\$\$.{1,500}?\$\$|\\\(.{1,500}?\\\)|\\\[.{1,500}?\\\]"
                 r"|\$[^$\n\d\s][^$\n]{0,200}\$|&lt;[^&]{1,300}(?:&[^gl][^&]{0,100}){0,5}&gt;|&?#\d{1,6};|&[A-Za-z]{2,8};"),
        ("placeholder", r"\$?\{\{?[^{}\n]*\}?\}|%\(\w{1,40}\)[sdf]|%[sdf]\b|\[[A-Za-z][A-Za-z_]{1,40}\]"
                        r"|\[[A-Z][A-Z_ ]{1,40}\]"
                        r"|</?[A-Za-z][^<>\n]*>|<<[^<>]{0,200}>>|<\|[^<>|\n]{1,60}\|>|\$[A-Z_]{2,40}\b"),
        ("code", r"\b[A-Za-z_][\w.]{0,40}\([\w., ]{0,40}\)"),
        ("url", r"(?:https?|ftp)://[^\s\p{Han}，。！？、；]+|\bwww\.[^\s\p{Han}，。！？、；]+"),
        ("name", r"[@#][\p{L}\p{N}_]+"),
        ("number", r"(?:[\p{Sc}#+−-]\s?){0,2}\p{N}(?:[A-Za-z\p{N}.,:/'’%‰°–_-]{0,80}[A-Za-z\p{N}%‰°])?"
                   rf"(?:\s?(?:[%‰°\p{{Sc}}]|(?:{_UNITS})\b))?"
                   r"|第?[零〇一二三四五六七八九十百千万亿两]{2,}|第[零一二三四五六七八九十百千万\d]+"),
        ("name", r"\b\p{L}*\p{Ll}\p{Lu}\p{L}*\b"),
    )
)  # fmt: skip
"""Kind and expression, the surest first."""
_RUNS = regex.compile(r"[^\s\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}，。！？、；：（）「」『』“”‘’]+")
_IN_RUNS: tuple[tuple[str, Any], ...] = (
    ("url", regex.compile(r"\w\.(?:com|org|net|edu|gov|io|cn|de|uk|co|info)(?:[/:?]|\W*$)")),
    ("code", regex.compile(r"[\p{L}\p{N})\]](?:[=!<>]=|[-=]>|::|[=<>^|\\*+])[\p{L}\p{N}(\[\"'-]"
                           r"|[a-z]_\w|\w/\w|/\w")),
)  # fmt: skip
"""What makes a run of characters between spaces one piece that stays."""
_JOINED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]")
"""Scripts in which endings or other words follow without a space."""
_OPERAND = 40
_OPERATORS = regex.compile(r"\s(?:[=!<>]=|[-=]>|=)\s|(?<=\d)\s[<>*/+×÷−-]\s|\s[<>*/+×÷−-]\s(?=\d)")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A part of a text that stays.

    Attributes:
        start: First code point.
        end: One past the last.
        kind: number, date, name, url, personal, code, placeholder, negation, contrast, label or marked.
    """

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Protection:
    """What stays, besides what stays in every text.

    Attributes:
        labels: Names of classes; their words stay.
        patterns: Regular expressions of the user's.
    """

    labels: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

    @cached_property
    def _marked(self) -> list[UserPattern]:
        return [UserPattern(pattern, "augment.protect") for pattern in self.patterns]

    @cached_property
    def _labels(self) -> Any:
        words = {word for label in self.labels for word in regex.findall(r"\p{L}{2,}", label.replace("_", " "))}
        if not words:
            return None
        spaced = sorted(word for word in words if not _JOINED.search(word))
        joined = sorted(word for word in words if _JOINED.search(word))
        parts = ([r"\b\L<spaced>\w{0,2}\b"] if spaced else []) + ([r"\L<joined>"] if joined else [])
        lists: dict[str, Any] = {name: some for name, some in (("spaced", spaced), ("joined", joined)) if some}
        return regex.compile("|".join(parts), flags=regex.IGNORECASE, **lists)

    def plain(self, text: str) -> list[Span]:
        """Spans recognised by how they are written, anywhere; they do not overlap and are sorted by start."""
        found = [Span(start, end, "personal") for _, start, end in personal_data(text)]
        for pattern in self._marked:
            found += [Span(start, end, "marked") for start, end in pattern.spans(text)]
        for kind, expression in PATTERNS:
            found += [Span(match.start(), match.end(), kind) for match in expression.finditer(text)]
        found += [*_runs(text), *_formulas(text)]
        if self._labels is not None:
            found += [Span(match.start(), match.end(), "label") for match in self._labels.finditer(text)]
        return apart(found)

    def spans(
        self, text: str, words: Sequence[Word], language: str, marked: Iterable[tuple[int, int]] = ()
    ) -> tuple[Span, ...]:
        """Everything that stays in a text, by start; no two overlap.

        Args:
            text: A text.
            words: Its words.
            language: Its language.
            marked: Further spans of this text.
        """
        found = [Span(max(0, start), min(end, len(text)), "marked") for start, end in marked]
        found = [one for one in found if one.start < one.end]
        firsts = first_words(words, [start for start, _ in sentences_of(text)])
        cased = any(one.islower() for one in text)
        found += self.plain(text)
        for place, word in enumerate(words):
            kind = word_kind(word, language, first=place in firsts, cased=cased)
            if kind is None and place and _counts(words[place - 1], word, language):
                kind = "number"
            if kind is not None:
                found.append(Span(word.start, word.end, kind))
        return tuple(apart(found))

    def kept_strings(self, text: str, language: str, *, by_place: bool = True) -> list[str]:
        """What stays of a text, in order and as it is written; of negations only where: "isn't" says "is not".

        Args:
            text: A text.
            language: Its language.
            by_place: Whether names count that only the place of their capital may tell.
        """
        found: list[str] = []
        for span in self.spans(text, words_of(text, language), language):
            shown = text[span.start : span.end]
            if span.kind == "negation":
                found.append("negation")
            elif by_place or span.kind != "name" or not shown.isalpha():
                found.append(shown)
        return found


def _runs(text: str) -> Iterator[Span]:
    """Addresses, paths and code without spaces, whole but for the marks around them."""
    for run in _RUNS.finditer(text):
        piece = run.group()
        kind = next((kind for kind, expression in _IN_RUNS if expression.search(piece)), None)
        if kind is not None:
            bare = piece.rstrip(".,;:!?\"'").lstrip("\"'")
            bare = bare.lstrip("(") if bare.count("(") > bare.count(")") else bare
            bare = bare.rstrip(")") if bare.count(")") > bare.count("(") else bare
            start = run.start() + piece.index(bare)
            yield Span(start, start + len(bare), kind)


def _formulas(text: str) -> Iterator[Span]:
    """Operators between spaces, with the words on both sides."""
    for match in _OPERATORS.finditer(text):
        start, end = match.start(), match.end()
        while start > 0 and match.start() - start < _OPERAND and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and end - match.end() < _OPERAND and not text[end].isspace():
            end += 1
        yield Span(start, end, "code")


def _counts(before: Word, word: Word, language: str) -> bool:
    """Whether a Chinese word stands right behind a number: it says what is counted, or is part of a date."""
    return language == CHINESE and before.end == word.start and before.text[-1].isdigit() and word.is_word


def apart(spans: Iterable[Span]) -> list[Span]:
    """Spans by start, those that overlap joined to the kind of the one given first."""
    kept: list[Span] = []
    ranked = sorted(enumerate(spans), key=lambda one: (one[1].start, one[0]))
    rank = -1
    for order, span in ranked:
        if kept and span.start < kept[-1].end:
            last = kept.pop()
            kept.append(Span(last.start, max(last.end, span.end), last.kind if rank < order else span.kind))
            rank = min(rank, order)
        else:
            kept.append(span)
            rank = order
    return kept


def first_words(words: Sequence[Word], starts: Sequence[int]) -> set[int]:
    """Places of the first word with a letter from each of some code points on, which ascend."""
    found: set[int] = set()
    place = 0
    for start in starts:
        while place < len(words) and (words[place].start < start or not words[place].is_word):
            place += 1
        found.add(place)
    return found


def word_kind(word: Word, language: str, *, first: bool, cased: bool) -> str | None:
    """Why a word stays, or None where it may be changed.

    Args:
        word: A word.
        language: Of the text.
        first: Whether it begins a sentence, where a capital says nothing.
        cased: Whether the text has small letters, without which capitals say nothing.

    Examples:
        >>> word_kind(Word(0, 3, "not", "RB"), "en", first=False, cased=True)
        'negation'
        >>> word_kind(Word(0, 6, "London", "NNP"), "en", first=False, cased=True)
        'name'
        >>> word_kind(Word(0, 4, "good", "JJ"), "en", first=False, cased=True)
    """
    lower = word.text.lower().replace("’", "'")
    if not word.is_word:
        return None
    if lower in negations(language) or (language == ENGLISH and lower.endswith("n't")):
        return "negation"
    if lower in contrasts(language):
        return "contrast"
    for kind, pattern in marks(language):
        if regex.search(pattern, word.text) and word.text not in unmarked(language):
            return kind
    if lower in number_words(language) or (lower.isascii() and "-" in lower and _counted(lower, language)):
        return "number"
    if lower in date_words(language):
        return "date"
    if word.tag in CHINESE_FLAGS:
        return CHINESE_FLAGS[word.tag]
    return "name" if _is_name(word, language, first=first, cased=cased) else None


def _counted(word: str, language: str) -> bool:
    return any(part in number_words(language) for part in word.split("-"))


def _is_name(word: Word, language: str, *, first: bool, cased: bool) -> bool:
    """Whether a word is written as a name, or known as one."""
    text = word.text
    if language == ENGLISH:
        if is_name(text):
            return True
        lower = text.lower()
        if text[:1].isupper() and lower != "i" and not lower.startswith(("i'", "i’")):
            known = lexicon().get(lower, NAMES[0]) not in NAMES
            return (
                (cased and not first and not (text.isupper() and known)) or not known or (first and word.tag in NAMES)
            )
        return False
    return cased and text[:1].isupper() and not first
