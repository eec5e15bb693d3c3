"""What differs between two texts, word by word, or character by character where words have no spaces."""

from __future__ import annotations

from difflib import SequenceMatcher

import regex

MOST_TOKENS = 600
"""Tokens of each text that are compared; the comparison is quadratic in the worst case."""
_CONTEXT = 12
"""Unchanged tokens shown before and behind a difference."""
_TOKEN = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]|\[\w+ \d+ …[^\]]{1,2}\]|[\w]+|\s+|[^\w\s]"
)

Segments = list[tuple[str, bool]]
"""Pieces of a text in order, each with whether it differs."""


def difference(kept: str, other: str) -> tuple[Segments, Segments]:
    """Both texts in pieces, the differing ones marked.

    Examples:
        >>> difference("win 100 pounds", "win 200 pounds")[1]
        [('win ', False), ('200', True), (' pounds', False)]
    """
    one = _TOKEN.findall(kept)[:MOST_TOKENS]
    two = _TOKEN.findall(other)[:MOST_TOKENS]
    left: Segments = []
    right: Segments = []
    for operation, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        changed = operation != "equal"
        if b > a:
            left.append(("".join(one[a:b]), changed))
        if d > c:
            right.append(("".join(two[c:d]), changed))
    return left, right


def shortened(segments: Segments) -> Segments:
    """The pieces with long unchanged stretches cut to their ends.

    Examples:
        >>> pieces = shortened([("a " * 100, False), ("x", True)])
        >>> pieces[0][0].startswith("a a a"), " … " in pieces[0][0], len(pieces[0][0]) < 60
        (True, True, True)
    """
    result: Segments = []
    for text, changed in segments:
        tokens = _TOKEN.findall(text)
        if changed or len(tokens) <= 4 * _CONTEXT:
            result.append((text, changed))
        else:
            result.append(("".join(tokens[:_CONTEXT]) + " … " + "".join(tokens[-_CONTEXT:]), changed))
    return result
