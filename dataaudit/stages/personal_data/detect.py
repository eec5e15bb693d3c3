"""All types of personal data in a text; of overlapping matches the one of the surer type is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from dataaudit.kernels.text.pii_prefilter import AT, COLONS, DIGITS, DOTTED, MARK, NINE_DIGITS, SCHEME
from dataaudit.stages.personal_data import (
    email,
    email_in_words,
    identity,
    ip_address,
    national_number,
    payment,
    phone,
    secret,
)
from dataaudit.stages.personal_data.context import Pattern

Span = tuple[str, int, int]

DETECTORS: tuple[tuple[str, int, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    ("secret", MARK, secret.find),
    ("url_credentials", SCHEME, secret.find_url_credentials),
    ("email", AT, email.find),
    ("email", MARK, email_in_words.find),
    ("iban", DIGITS, payment.find_iban),
    ("uscc", DIGITS, identity.find_uscc),
    ("cn_id", NINE_DIGITS, identity.find_cn_id),
    ("card", NINE_DIGITS, payment.find_card),
    ("us_ssn", NINE_DIGITS, identity.find_us_ssn),
    ("passport", DIGITS, identity.find_passport),
    ("ipv6", COLONS, ip_address.find_ipv6),
    ("ipv4", DOTTED, ip_address.find_ipv4),
    ("phone", DIGITS, phone.find),
)
"""Type, the anchor that a text must have, and the search; the surest types first."""

_PLAIN = {zero + digit: ord("0") + digit for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xFF10) for digit in range(10)} | {
    **dict.fromkeys((0x2010, 0x2011, 0xFF0D), ord("-")),
    **dict.fromkeys((0xA0, 0x2007, 0x202F), ord(" ")),
    0xFF0B: ord("+"),
}
"""Digits and signs of other scripts, hyphens and spaces that do not break, as ASCII: a number is one in any."""
_WIDE = Pattern(f"[{''.join(map(chr, _PLAIN))}]")
TYPES = (*dict.fromkeys(name for name, _, _ in DETECTORS), *national_number.NATIONAL_TYPES)
"""Types of identity numbers begin with a country's code and an underscore, uscc and passport aside."""


def personal_data(text: str, anchors: int = 0xFF) -> list[Span]:
    """Personal data and secrets in a text.

    Args:
        text: A text.
        anchors: The anchors of the text, as bits, from ``anchors`` of the kernels.

    Returns:
        Type, start and end in code points, by start, without overlaps.

    Examples:
        >>> personal_data("write to ann@example.org or call +1 650-253-0000")
        [('email', 9, 24), ('phone', 33, 48)]
    """
    if _WIDE.search(text):
        text = text.translate(_PLAIN)
    every: Iterable[Span] = (
        (name, start, end) for name, anchor, find in DETECTORS if anchors & anchor for start, end in find(text)
    )
    if anchors & DIGITS:
        every = (*national_number.find(text), *every)
    return apart(every, len(text))


def apart(spans: Iterable[Span], length: int) -> list[Span]:
    """Spans without overlaps, by start; of two that overlap, the one given first is kept.

    Args:
        spans: Spans, the surest first.
        length: Length of the text.
    """
    kept: list[Span] = []
    taken = bytearray(length)  # one byte per character: a check is a single search in it, however many spans there are
    for span in spans:
        _, start, end = span
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            kept.append(span)
    return sorted(kept, key=lambda span: span[1])
