"""What stands around a match."""

from __future__ import annotations

import re2

WINDOW = 40
_PATTERN_MEMORY = 64 << 20


def before(text: str, start: int) -> str:
    """The characters before a match, lower case."""
    return text[max(0, start - WINDOW) : start].lower()


def after(text: str, end: int) -> str:
    """The characters behind a match, lower case."""
    return text[end : end + WINDOW // 2].lower()


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether neither an ASCII letter or digit nor an underscore touches a match, and it is no part of a longer one.

    Han and other letters may touch it: they are written without spaces. A hyphen or a dot continues a match when a
    letter or digit stands behind it.
    """
    if start and (_joins(text[start - 1]) or (text[start - 1] in "-./" and start > 1 and _joins(text[start - 2]))):
        return False
    if end < len(text) and _joins(text[end]):
        return False
    return not (end + 1 < len(text) and text[end] in "-/" and _joins(text[end + 1]))


def _joins(character: str) -> bool:
    return character == "_" or (character.isascii() and character.isalnum()) or "\uff10" <= character <= "\uff19"


def pattern(expression: str) -> re2._Regexp:
    """A compiled pattern of RE2: linear time, and nothing on the terminal, whatever the text."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _PATTERN_MEMORY
    return re2.compile(expression, options)


def words(*alternatives: str) -> re2._Regexp:
    """A search for any of some words (regular expressions), whole or with an s, whatever the case."""
    return pattern(r"(?i)(?:^|[^a-z])(?:" + "|".join(alternatives) + ")s?(?:[^a-z]|$)")


NO_NUMBER_OF_A_PERSON = words(
    "isbn", "issn", "ean", "upc", "sku", "asin", "doi", "order", "invoice", "tracking", "shipment", "parcel",
    "serial", "part n(?:o|umber)?",
    "model", "version", "build", "release", "commit", "sha", "md5", "uuid", "guid", "ticket",
    "reference", "ref", "case n(?:o|umber)?", "docket",
    "patent", "lot", "batch", "timestamp", "epoch", "unix", "created_at",
    "订单", "运单", "单号", "编号", "序列号", "版本", "书号", "快递", "流水号", "时间戳", "批号", "型号",
)  # fmt: skip
"""Before a number that is none of a person's."""
