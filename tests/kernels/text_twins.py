"""Plain-Python twins of the text kernels, written from the definitions and without the kernels' tables.

They read Unicode properties from the interpreter, which may know fewer characters than `characters.tsv`; property
tests therefore draw only characters that both know.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import regex

UNSEGMENTED = regex.compile(
    r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}"
    r"\p{Script=Myanmar}--[^\p{L}\p{M}\p{N}]]",
    regex.V1,
)


def is_word_character(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def words_and_symbols(text: str) -> list[str]:
    found: list[str] = []
    for run in text.split():
        found += [part for part in UNSEGMENTED.sub(lambda match: f" {match[0]} ", run).split(" ") if part]
    return found


def scan(text: str) -> dict[str, int | str]:
    tokens = words_and_symbols(text)
    words = [token for token in tokens if any(map(is_word_character, token))]
    lines = text.splitlines()
    runs = [match[0] for match in re.finditer(r"(.)\1*", text, re.DOTALL)]
    visible_runs = [run for run in runs if not run.isspace()]
    space_runs = [run for run in runs if run.isspace() and len(("x" + run[0]).splitlines()[0]) > 1]
    longest = max(visible_runs, key=len, default="")
    letters = [character for character in text if character.isalpha()]
    return {
        "chars": len(text),
        "visible": sum(not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf") for c in text),
        "words": len(words),
        "symbols": len(tokens) - len(words),
        "word_chars": sum(map(len, words)),
        "alpha_words": sum(any(c.isalpha() for c in word) for word in words),
        "lines": len(lines),
        "bullet_lines": sum(line.lstrip().startswith(("•", "-")) for line in lines),
        "ellipsis_lines": sum(line.rstrip().endswith(("...", "…")) for line in lines),
        "special": sum(not (is_word_character(c) or c.isspace() or c == "_") for c in text),
        "longest_run": len(longest),
        "longest_run_character": longest[:1],
        "longest_space_run": max(map(len, space_runs), default=0),
        "hashes": text.count("#"),
        "ellipses": text.count("...") + text.count("…"),
        "letters": len(letters),
    }


def seen_before(elements: list[str]) -> tuple[int, int, int]:
    known: set[str] = set()
    count = chars = 0
    for element in elements:
        if element in known:
            count += 1
            chars += len(element)
        known.add(element)
    return len(elements), count, chars


def top_ngram_chars(words: list[str], size: int) -> int:
    ngrams = [" ".join(words[first : first + size]) for first in range(len(words) - size + 1)]
    if not ngrams:
        return 0
    ngram, count = Counter(ngrams).most_common(1)[0]
    return len(ngram) * count


def duplicate_ngram_chars(words: list[str], size: int) -> int:
    known: set[str] = set()
    first = chars = 0
    while first + size <= len(words):
        ngram = "".join(words[first : first + size])
        if ngram in known:
            chars += len(ngram)
            first += size
        else:
            known.add(ngram)
            first += 1
    return chars


def repetition(text: str) -> dict[str, int]:
    words = words_and_symbols(text)
    values = dict(
        zip(("lines", "duplicate_lines", "duplicate_line_chars"), seen_before(re.split(r"\n+", text)), strict=True)
    )
    values |= dict(
        zip(
            ("paragraphs", "duplicate_paragraphs", "duplicate_paragraph_chars"),
            seen_before(re.split(r"\n{2,}", text.strip())),
            strict=True,
        )
    )
    values |= {f"top_{size}gram_chars": top_ngram_chars(words, size) for size in (2, 3, 4)}
    values |= {f"duplicate_{size}gram_chars": duplicate_ngram_chars(words, size) for size in (5, 6, 7, 8, 9, 10)}
    return values
