"""Plain-Python twins of the kernels behind the quality signals, and the texts that they are compared on.

They are written from the definitions, with string methods, regular expressions and counters; only lists of characters
and of phrases are the kernels' own.
"""

from __future__ import annotations

import math
import re
import string
import unicodedata
from collections import Counter
from functools import cache
from itertools import pairwise

import numpy as np
import pyarrow.parquet as pq
import regex
from conftest import ROOT
from hypothesis import strategies as st
from kernels.text_twins import UNSEGMENTED, is_word_character, words_and_symbols

from dataaudit.kernels.text.character_traits import SPECIAL, character_traits
from dataaudit.kernels.text.line_shapes import terminal_table
from dataaudit.kernels.text.make_characters import SCRIPTS
from dataaudit.kernels.text.page_lines import page_phrases

CHANGED = "\u0295\U0001171e"
"""Characters whose general category a later Unicode version than the interpreter's changed."""
# Only characters that the interpreter knows: the table of the package may be of a newer Unicode version.
CHARACTERS = st.characters(exclude_categories=["Cs", "Cn"], exclude_characters=CHANGED)
_MARKS = "...!?。！？｡؟।…,-，、;:()[]{}<></&#'\"”’」）》«»_•▪–—*"
_LETTERS = "abxIÉßǄǆǅªⅧⓐ7٣½中文かがไ\u0e49é\u0301Яжع한ʹ😀\u200d🔬\u200b\ufeff\ue000\ufffd\xad"
_PIECES = [
    *_MARKS, *_LETTERS, " ", " ", " ", "\t", "\xa0", "\u3000", "\n", "\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x1f",
    "\x85", "\u2028", "\u2029", "...", ". ", ".\n", "the ", "The ", "cat ", "don't ", "USA ", "U.S. ", "3.5",
    "one two three four five ", "six seven eight ", "nine ten eleven twelve. ", "一二三四五", "。」", '." ',
    "[1]", "[]", "[12", "[edit]", "[citation needed]", "lorem ipsum ", "Lorem Ipsum. ", "javascript ", "JavaScript ",
    "privacy policy ", "Privacy Policy. ", "uses cookies. ", "Read more", "ВСЕ права защищены",
    "POLÍTICA DE PRIVACIDAD", "版权所有", "://", "https://a.b/c?d ", "ftp://", "<b>", "</b>", "<!--", "-->",
    "<a href='x'>", "< b", "&amp;", "&lt;", "&#39;", "#39;", "&#x27;", "#xA0;", "#xyz;", "quot;", "&quot;", "&a;",
    "#1;", "abcdefghij", "abcdefghijk;", "return x; ", "f() {", "}",
]  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.one_of(st.sampled_from(_PIECES), st.text(CHARACTERS, max_size=6)), max_size=60).map("".join),
    st.lists(st.sampled_from(_PIECES), max_size=60).map("".join),
    st.tuples(st.lists(st.sampled_from(_PIECES), max_size=25).map("".join), st.integers(2, 4)).map(
        lambda drawn: drawn[0] * drawn[1]
    ),
)
"""Texts of any characters, and of those that the kernels react to; some say everything twice or more."""


def real_texts() -> list[str]:
    """Licences, messages, school problems and declarations, and the same made worse."""
    path = ROOT / "tests" / "oracles" / "preset_decisions.parquet"
    texts: list[str] = pq.read_table(path, columns=["text"])["text"].to_pylist()
    return texts


def normal(text: str) -> str:
    """Lower case, canonically decomposed."""
    return unicodedata.normalize("NFD", text.lower())


def normal_words(text: str) -> dict[str, float]:
    words = words_and_symbols(text.translate(str.maketrans("", "", string.punctuation)))
    lengths, total = Counter(words), len(words)
    values: dict[str, float] = {
        "words": total,
        "word_chars": sum(map(len, words)),
        "unique_words": len(lengths),
        "entropy": -sum(count / total * math.log(count / total) for count in lengths.values()) if total else math.nan,
    }
    for size in (2, 3, 4):
        (ngram, count), *_ = Counter(_ngrams(words, size)).most_common(1) or [((), 0)]
        values[f"top_{size}gram_chars"] = count * sum(map(len, ngram)) if count > 1 else 0
    for size in (5, 6, 7, 8, 9, 10):
        counts = Counter(_ngrams(words, size))
        repeated = [first for first, ngram in enumerate(_ngrams(words, size)) if counts[ngram] > 1]
        covered = {place for first in repeated for place in range(first, first + size)}
        values[f"covered_{size}gram_chars"] = sum(len(words[place]) for place in covered)
        values["repeated_10grams"] = len(repeated)
    return values


def _ngrams(words: list[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(words[first : first + size]) for first in range(len(words) - size + 1)]


def character_ngrams(text: str, size: int = 10) -> tuple[int, int]:
    counts = Counter(text[first : first + size] for first in range(len(text) - size + 1))
    most = [count for _, count in counts.most_common(math.isqrt(len(counts))) if count > 1]
    return sum(most), counts.total()


_WIDE = "。！？｡…"
_CLOSING = re.escape("\"'”’»›)]}」』）】》〉")
_TERMINAL = re.escape("".join({*map(chr, np.flatnonzero(terminal_table()).tolist()), *_WIDE}))
_ENDS = re.compile(rf"[{_TERMINAL}][{_TERMINAL}{_CLOSING}]*(?=\s)|[{_WIDE}]")
_GOES_ON = ",-，、"


def sentences(text: str) -> tuple[int, bool]:
    """How many there are, and whether any ended before the text did, or at a wide mark."""
    ends = [match.end() for match in _ENDS.finditer(text)]
    said = [any(map(is_word_character, text[begin:end])) for begin, end in pairwise([0, *ends, len(text)])]
    return sum(said), any(said[:-1])


def is_unseen(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cc":
        return character not in "\t\n\f\r"
    if category == "Cf":
        return character not in "\u200c\u200d"
    return category == "Co" or character == "\ufffd"


_SCRIPT = regex.compile("|".join(rf"(?P<{code}>\p{{Script={code}}})" for code in SCRIPTS))


@cache
def script(letter: str) -> str | None:
    match = _SCRIPT.match(letter)
    return match.lastgroup if match else None


def composition(text: str) -> dict[str, int]:
    categories = [unicodedata.category(character) for character in text]
    scripts = Counter(script(character) for character in text if character.isalpha())
    runs = [part for run in text.split() for part in UNSEGMENTED.split(run) if part]
    cases = [[case for case in map(unicodedata.category, run) if case in ("Lu", "Ll", "Lt")] for run in runs]
    count, any_ended = sentences(text)
    last = text.rstrip()[-1:]
    open_end = bool(last) and (is_word_character(last) or last in _GOES_ON)
    return {
        "letters": sum(map(str.isalpha, text)),
        "upper": categories.count("Lu"),
        "numbers": sum(category[0] == "N" for category in categories),
        "spaces": sum(map(str.isspace, text)),
        "punctuation": sum(category[0] == "P" for category in categories),
        "unseen": sum(map(is_unseen, text)),
        "braces": text.count("{") + text.count("}"),
        "parentheses": text.count("(") + text.count(")"),
        "script_letters": max((count for name, count in scripts.items() if name not in ("Zyyy", "Zinh")), default=0),
        "special": sum(bool(character_traits()[ord(character)] & SPECIAL) for character in text),
        "upper_words": sum(bool(found) and set(found) == {"Lu"} for found in cases),
        "single_letters": sum(len(run) == 1 and run.isalpha() for run in runs),
        "longest_word": max(map(len, runs), default=0),
        "sentences": count,
        "unfinished": int(any_ended and open_end),
    }


_POLICIES = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")
_CITATION = re.compile(r"\[[0-9]*]|\[edit]|\[citation needed]")
_BULLETS = tuple("•‣▶◀◦■□▪▫–")
_URL_OR_TAG = re.compile(rb"(?P<url>[A-Za-z]*://[^\x00-\x20\"'<>]*)|(?P<tag><[A-Za-z!/][^<>]{0,998}>)")
_REFERENCE = re.compile(
    rb"(?:&[A-Za-z0-9]{2,10}|#[0-9][A-Za-z0-9]{1,9}|#[Xx][0-9A-Fa-f][A-Za-z0-9]{0,8}|(?<![A-Za-z0-9&])quot);"
)


@cache
def boilerplate_phrases() -> list[str]:
    """All that lines are searched for, less what only C4 asks for."""
    found = page_phrases()
    phrases = [found.data[begin:end].tobytes().decode() for begin, end in pairwise(found.offsets.tolist())]
    return [phrase for phrase in phrases if phrase not in ("lorem ipsum", "javascript")]


def page_lines(text: str) -> dict[str, int]:
    lines = text.splitlines()
    feed_lines = re.findall(r"[^\n]*\n|[^\n]+$", text)
    searched = [_CITATION.sub("", line.strip()).lower() for line in lines]
    values = {
        "lines": len(lines),
        "longest_line": max(map(len, lines), default=0),
        "boilerplate_lines": sum(any(phrase in line for phrase in boilerplate_phrases()) for line in searched),
        "code_lines": sum(line.rstrip().endswith((";", "{", "}")) for line in lines),
        "feed_lines": len(feed_lines),
        "bullet_lines": sum(line.lstrip().startswith(_BULLETS) for line in feed_lines),
    }
    return values | _c4_page(lines) | _residue(text.encode())


def _c4_page(lines: list[str]) -> dict[str, int]:
    """datatrove's C4QualityFilter, going on behind what drops the page."""
    found = Counter(c4_lines=0, c4_sentences=0, c4_placeholder=0, c4_brace=0)
    for whole in lines:
        words, line = whole.split(), _CITATION.sub("", whole.strip())
        if any(len(word) > 1000 for word in words) or len(words) < 3:
            continue
        if not line.endswith((".", "?", "!", '"', "'")) or line.endswith("..."):
            continue
        lower = line.lower()
        if "lorem ipsum" in lower:
            found["c4_placeholder"] = 1
        if "javascript" in lower:
            continue
        if "{" in line:
            found["c4_brace"] = 1
        if not any(policy in lower for policy in _POLICIES):
            found["c4_lines"] += 1
            found["c4_sentences"] += sentences(line)[0]
    return dict(found)


def _residue(data: bytes) -> dict[str, int]:
    found = Counter(url_chars=0, tag_chars=0, entities=0)
    behind = 0
    for match in _URL_OR_TAG.finditer(data):
        found[f"{match.lastgroup}_chars"] += len(match[0])
        found["entities"] += len(_REFERENCE.findall(data[behind : match.start()]))
        behind = match.end()
    found["entities"] += len(_REFERENCE.findall(data[behind:]))
    return dict(found)
