"""What differs between two texts, word by word, or character by character where words have no spaces."""

from __future__ import annotations

from difflib import SequenceMatcher

import regex

from dataaudit.report.excerpt import Segments, joined_pieces

MOST_TOKENS = 600
"""Tokens of each text that are compared; the comparison is quadratic in the worst case."""
_CONTEXT = 12
"""Unchanged tokens shown before and behind a difference."""
_TOKEN = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]|\[\w+ \d+ …[^\]]{1,2}\]|[\w]+|\s+|[^\w\s]"
)


def difference(kept: str, other: str) -> Segments:
    """The other text, with what it has and what it lacks against the kept one.

    Examples:
        >>> difference("win 100 pounds now", "win 200 pounds")
        [('win ', 'same'), ('100', 'gone'), ('200', 'new'), (' pounds', 'same'), (' now', 'gone')]
    """
    one, two = _TOKEN.findall(kept), _TOKEN.findall(other)
    same = next((place for place, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    first, one, two = two[:same], one[same:], two[same:]  # what is compared begins where they differ
    cut = max(len(one), len(two)) > MOST_TOKENS
    one, two = one[:MOST_TOKENS], two[:MOST_TOKENS]
    segments: Segments = [("".join(first), "same")] if first else []
    for operation, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if operation == "equal":
            segments.append(("".join(two[c:d]), "same"))
            continue
        if b > a:
            segments.append(("".join(one[a:b]), "gone"))
        if d > c:
            segments.append(("".join(two[c:d]), "new"))
    if cut:
        segments.append(("…", "same"))
    return joined_pieces(segments)


def shortened(segments: Segments) -> Segments:
    """The pieces with long unchanged stretches cut to their ends.

    Examples:
        >>> pieces = shortened([("a " * 100, "same"), ("x", "new")])
        >>> pieces[0][0].startswith("a a a"), " … " in pieces[0][0], len(pieces[0][0]) < 60
        (True, True, True)
    """
    result: Segments = []
    for text, kind in segments:
        tokens = _TOKEN.findall(text)
        if kind != "same" or len(tokens) <= 4 * _CONTEXT:
            result.append((text, kind))
        else:
            result.append(("".join(tokens[:_CONTEXT]) + " … " + "".join(tokens[-_CONTEXT:]), kind))
    return result
