"""Texts for people's eyes: personal data masked, control characters made visible, long texts cut.

What the stage pii finds is masked as what it is; what only looks like it is masked too: a report errs on that side.
"""

from __future__ import annotations

import re

from dataaudit.stages.personal_data.detect import personal_data

LIMIT = 2000
"""Characters of a text that an excerpt shows."""

_MASKED = re.compile(
    r"(?P<credentials>(?<=://)[^\s/@:]{1,100}:[^\s/@]{1,100}(?=@))"
    r"|(?P<email>[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8})"
    r"|(?P<ip>(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]))"
    r"|(?P<secret>(?=[\w/+=-]{0,40}\d)(?=[\w/+=-]{0,40}[A-Za-z])[A-Za-z0-9_/+=-]{24,})"
    r"|(?P<identifier>(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9]))"
    r"|(?P<number>(?<!\d)\+?\(?\d(?:[ .()/-]{0,2}\d){6,}[Xx]?(?![A-Za-z]))"
)
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


def mask(text: str) -> str:
    """A text in which addresses, long numbers and keys are replaced by kind, length and last two characters."""
    pieces, position = [], 0
    for kind, start, end in personal_data(text):
        pieces += [_MASKED.sub(_hidden, text[position:start]), _told(kind, text[start:end])]
        position = end
    return "".join([*pieces, _MASKED.sub(_hidden, text[position:])])


def _hidden(match: re.Match[str]) -> str:
    return _told(match.lastgroup or "", match[0])


def _told(kind: str, value: str) -> str:
    return f"[{kind} {len(value)} …{value[-2:]}]"


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
    r"""A short value for a line of output: visible, and without line breaks.

    Examples:
        >>> one_line("a\nb")
        'a\\nb'
    """
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")
