"""Texts for people's eyes: personal data masked, control characters made visible, long texts cut."""

from __future__ import annotations

import re

from dataaudit.stages.personal_data.mask import mask, mask_names

LIMIT = 2000
"""Characters of a text that an excerpt shows."""

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


def one_line(text: str) -> str:
    r"""A name or a sentence for a line of output: masked, visible, and without line breaks.

    Examples:
        >>> one_line("a\nb")
        'a\\nb'
    """
    return visible(mask_names(text)).replace("\n", "\\n").replace("\t", "\\t")
