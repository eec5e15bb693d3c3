"""Texts for people's eyes: personal data masked, control characters made visible, long texts cut."""

from __future__ import annotations

import re

from dataaudit.stages.personal_data.mask import mask, mask_names

LIMIT = 2000
"""Characters of a text that an excerpt shows."""
LINES, WIDTH = 10, 110
"""Lines of a text that a page shows unfolded, and about how many characters one holds."""

Segments = list[tuple[str, str]]
"""Pieces of a text in order, each with what it is: ``same``, ``new`` (in this text only) or ``gone`` (in the other)."""

_CODE = re.compile(r"(dataaudit \w+ RUN [\w-]+|\b[a-z]+(?:\.[a-z_-]+)+: (?:\[[^\]]*\]|[\w{][\w.}-]*\w))")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def excerpt(text: str, limit: int = LIMIT) -> str:
    """A text as it may be shown: masked, visible, cut.

    Examples:
        >>> excerpt("write to jane.doe@example.org or call 0800 123 45 67")
        'write to [email 20 …rg] or call [phone 14 …67]'
    """
    shown = text[: 2 * limit]
    masked = visible(mask(shown))
    return masked[:limit] + "…" if len(masked) > limit or len(text) > len(shown) else masked


def visible(text: str) -> str:
    r"""A text whose control, format and direction characters are written as escapes; tabs and line feeds stay.

    Examples:
        >>> visible("a\x1b[31mb\u202e")
        'a\\x1b[31mb\\u202e'
    """
    return _UNSEEN.sub(lambda match: _escape(ord(match[0])), text)


def _escape(point: int) -> str:
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}"


def joined_pieces(segments: Segments) -> Segments:
    """Pieces with neighbours of one kind put together."""
    joined: Segments = []
    for text, kind in segments:
        if joined and joined[-1][1] == kind:
            joined[-1] = (joined[-1][0] + text, kind)
        else:
            joined.append((text, kind))
    return joined


def folded(segments: Segments) -> tuple[Segments, Segments]:
    r"""A text's pieces: those on its first lines, and those after; line feeds that differ are drawn.

    Examples:
        >>> first, rest = folded([("a\n" * 12, "same"), ("\n", "new")])
        >>> first[0][0].count("a"), rest[0][0].count("a"), rest[1]
        (10, 2, ('↵\n', 'new'))
    """
    first: Segments = []
    rest: Segments = []
    lines = 0.0
    for text, kind in segments:
        shown = text if kind == "same" else text.replace("\n", "↵\n")
        for line in shown.splitlines(keepends=True):
            (first if lines < LINES else rest).append((line, kind))
            lines += max(len(line) / WIDTH, 1.0 if line.endswith("\n") else 0.0)
    return joined_pieces(first), joined_pieces(rest)


def in_code(text: str) -> list[tuple[str, bool]]:
    """An advice in pieces, each with whether it is a command or a setting to copy.

    Examples:
        >>> in_code("Look (dataaudit show RUN secret), then set clean.pii: mask")[1::2]
        [('dataaudit show RUN secret', True), ('clean.pii: mask', True)]
    """
    pieces = [(part, place % 2 == 1) for place, part in enumerate(_CODE.split(text))]
    return [piece for piece in pieces if piece[0]]


def one_line(text: str) -> str:
    r"""A name or a sentence for a line of output: masked, visible, and without line breaks.

    Examples:
        >>> one_line("a\nb")
        'a\\nb'
    """
    return visible(mask_names(text)).replace("\n", "\\n").replace("\t", "\\t")
