"""From tokens back to characters: where in a text a match stands."""

from __future__ import annotations

from dataaudit.kernels.characters import UNSEGMENTED, WORD, character_tables
from dataaudit.kernels.shingles import canonical


def token_spans(text: str) -> list[tuple[int, int]]:
    """Where the tokens of a text stand, in code points: begin and end of each.

    Characters are made canonical one by one; what only composes across characters is told with its first one.

    Examples:
        >>> token_spans("Two  words, 你好")
        [(0, 3), (5, 10), (12, 13), (13, 14)]
    """
    classes = character_tables()[0]
    spans: list[tuple[int, int]] = []
    begin: int | None = None
    for place, character in enumerate(text):
        for folded in canonical(character):
            bits = int(classes[ord(folded)])
            if begin is not None and (bits & UNSEGMENTED or not bits & WORD):
                spans.append((begin, place))
                begin = None
            if bits & UNSEGMENTED:
                spans.append((place, place + 1))
            elif bits & WORD and begin is None:
                begin = place
    if begin is not None:
        spans.append((begin, len(text)))
    return spans


def characters_of(text: str, first: int, last: int) -> tuple[int, int]:
    """Where the tokens from ``first`` to before ``last`` stand in a text; the whole text where there are none."""
    spans = token_spans(text)
    if not 0 <= first < last <= len(spans):
        return 0, len(text)
    return spans[first][0], spans[last - 1][1]


def matched_tokens(text: str, other: str) -> tuple[int, int] | None:
    """The first and one past the last token of ``text`` that stand, five in a row, in ``other`` too; None for none."""
    own, theirs = tokens(text), tokens(other)
    size = min(5, len(own), len(theirs))
    if not size:
        return None
    grams = {tuple(theirs[place : place + size]) for place in range(len(theirs) - size + 1)}
    hits = [place for place in range(len(own) - size + 1) if tuple(own[place : place + size]) in grams]
    return (hits[0], hits[-1] + size) if hits else None


def tokens(text: str) -> list[str]:
    """The tokens of a text, canonical.

    Examples:
        >>> tokens("Two  words, 你好")
        ['two', 'words', '你', '好']
    """
    return ["".join(c for c in canonical(text[begin:end])) for begin, end in token_spans(text)]
