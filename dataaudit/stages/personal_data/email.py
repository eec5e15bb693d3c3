"""E-mail addresses in any script, found around an @."""

from __future__ import annotations

from collections.abc import Iterator

from dataaudit.kernels.text.characters import UNSEGMENTED, WORD, character_tables
from dataaudit.stages.personal_data.context import Pattern

_LOCAL, _DOMAIN = "._%+-'", ".-"
_NOBODY = frozenset(("git", "hg", "svn"))
"""Local parts that stand for a way to clone a repository."""
_LONGEST_LOCAL, _LONGEST_DOMAIN, _LONGEST_LABEL = 64, 253, 63
CALLED = Pattern(r"\(|\$\w")
"""What follows a name with dots that is called, or has slots."""
_NO_DOMAIN = frozenset((
    "png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "ico", "pdf", "js", "jsx", "ts", "tsx", "css", "scss", "html",
    "htm", "php", "py", "rb", "java", "json", "xml", "yml", "yaml", "md", "txt", "csv", "zip", "gz", "tar", "exe",
    "dll", "mp3", "mp4", "local", "localhost", "internal", "lan", "home", "corp", "intranet", "localdomain", "invalid",
))  # fmt: skip
"""Endings of file names, and of host names that are not reachable from outside."""


def find(text: str) -> Iterator[tuple[int, int]]:
    """Spans of e-mail addresses, except those with quoted local parts or address literals.

    Source: RFC 5321 and 6531 for lengths.
    """
    position = text.find("@")
    while position >= 0:
        start, end = _local_start(text, position), _domain_end(text, position + 1)
        # What a parenthesis follows is called, as in Order@1b6d3586.toString(), pbmc@meta.data$cluster is a slot in R;
        # @ann@example.org is a handle.
        called = (
            CALLED.match(text[end : end + 2]) is not None
            or text[start - 1 : start] == "@"
            or text[start:position] in _NOBODY
        )
        if start < position and end > position + 1 and not called:
            yield start, end
        position = text.find("@", position + 1)


def _is_letter(character: str) -> bool:
    """Whether a character is a letter, a number or a combining mark."""
    classes, _ = character_tables()
    return bool(classes[ord(character)] & WORD)


def _is_han_like(character: str) -> bool:
    classes, _ = character_tables()
    return bool(classes[ord(character)] & UNSEGMENTED)


def _local_start(text: str, at: int) -> int:
    """The start of the local part; ``at`` if there is none."""
    start, wide = at, None
    while start and at - start < _LONGEST_LOCAL:
        character = text[start - 1]
        if _is_letter(character):
            # Text without spaces adjoins an address: a Latin local part ends where Han begins, and vice versa.
            wide = _is_han_like(character) if wide is None else wide
            if _is_han_like(character) != wide:
                break
        elif character not in _LOCAL:
            break
        start -= 1
    while start < at and text[start] in _LOCAL:
        start += 1
    return at if text[at - 1 : at] in (*".'%", "") else start


def _domain_end(text: str, start: int) -> int:
    """The end of the domain; ``start`` if there is none."""
    end, wide = start, None
    while end < len(text) and end - start < _LONGEST_DOMAIN:
        character = text[end]
        if _is_letter(character):
            wide = _is_han_like(character) if wide is None else wide
            if _is_han_like(character) != wide:
                break
        elif character not in _DOMAIN or (end > start and text[end - 1 : end + 1] in ("..", "--", "-.", ".-")):
            break
        end += 1
    while end > start and text[end - 1] in _DOMAIN:
        end -= 1
    labels = text[start:end].split(".")
    if sum(label.isdigit() for label in labels) > 1:  # prices: 40@0.99
        return start
    whole = all(0 < len(label) <= _LONGEST_LABEL and label[0] != "-" != label[-1] for label in labels)
    top = labels[-1].lower()
    letters = all(map(_is_letter, top)) and not any(map(str.isdigit, top))
    named = len(top) >= 2 and (letters or top.startswith("xn--")) and (len(labels) > 2 or top not in _NO_DOMAIN)
    return end if len(labels) > 1 and whole and named else start
