"""What stands around a match."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

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
    if start and (joins(text[start - 1]) or (text[start - 1] in "-./" and start > 1 and joins(text[start - 2]))):
        return False
    if end < len(text) and joins(text[end]):
        return False
    return not (end + 1 < len(text) and text[end] in "-/" and joins(text[end + 1]))


def joins(character: str) -> bool:
    """Whether a character beside a number makes it a part of something longer; the empty string does not."""
    return character == "_" or is_ascii_alnum(character) or "\uff10" <= character <= "\uff19"


def is_ascii_alnum(character: str) -> bool:
    """Whether it is an ASCII letter or digit; the empty string is none."""
    return character.isascii() and character.isalnum()


def longest_runs(
    groups: Sequence[tuple[int, int]], most: int, accepts: Callable[[int, int], bool]
) -> Iterator[tuple[int, int]]:
    """From the left, the longest runs of neighbouring groups that are accepted; a group is in one of them at most.

    Args:
        groups: Start and end of every group, ascending.
        most: Groups in a run.
        accepts: Whether the groups from the first to before the last are one thing, by their numbers.

    Yields:
        Start and end of a run.
    """
    first = 0
    while first < len(groups):
        stops = range(min(first + most, len(groups)), first, -1)
        last = next((stop for stop in stops if accepts(first, stop)), 0)
        if last:
            yield groups[first][0], groups[last - 1][1]
        first = last or first + 1


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
