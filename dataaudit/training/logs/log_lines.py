"""Splits the text of a log into lines without what logging adds to them: colours, times, ranks, places in code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dataaudit.training.logs.records import encoding_of

LONGEST = 8000
"""Characters of a line that are looked at."""
_PIECE = 1 << 20
_FRACTION, _POINT = (
    re.compile(r"[:=] ?-?\d{1,4},\d{1,2}(?:e[-+]?\d+)?\b(?!,)|[:=] ?-?\d{1,4},\d{4,}"),
    re.compile(r"(?<![\d.])\d+\.\d+(?!\.?\d)"),  # and no date
)
_COMMA = re.compile(r"(\d),(\d)")
_ANSI = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[()][AB0])|\x1b")
_OUTPUT = re.compile(r"^ {0,8}(?:##|#>)(?: (?=\s*[\d\[-])| (?=\s*[A-Z]\w+\s{2,}\w))")
"""What knitr and reprex write before the output of R: a table stays one."""
_WIDE = re.compile(r"\s{20,}+")
"""White space that says no more than a little of it, and takes long to look through."""
_END = re.compile(r"[\r\n\x08]+")
_CLOCK = r"\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?"
_DAY = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2,4})?"
    r"|\d{1,2}[- ][A-Z][a-z]{2}[- ]\d{2,4}|[A-Z][a-z]{2} +\d{1,2})"
)
_STAMP = re.compile(
    rf"\[?{_DAY}[T ,_|-]+{_CLOCK}(?: ?(?:Z|UTC|[AP]M|[+-]\d{{2}}:?\d{{2}}))?(?: \d{{4}})?\]?"  # a day and a time
    rf"|[IWEF]\d{{4}} {_CLOCK}(?: +\d+)?"  # glog
    rf"|^\[?{_CLOCK}\]?(?=[\s:|-])|\[{_CLOCK}\]"  # a time alone
)
_ENDING = r"\.(?:py|cpp|cc|cu|h|hpp|rs|go|java)"
_PLACE = re.compile(rf"\[?(?:[\w./-]+/)?[\w.-]+{_ENDING}(?::\d+)+(?::\w+)?\]?:?")  # train.py:12:step]
_ADDRESS = re.compile(r"\S*://\S+|\S*\?[\w%.-]+=\S*")
_LEVELS = "INFO|DEBUG|WARNING|ERROR"
_LEVEL = re.compile(
    rf"^\s*- [\w.\\/-]+ +- +(?:{_LEVELS}) +- |\b[A-Za-z_][\w.]*:\d+(?=\)?\s+(?:{_LEVELS})\b)|\b(?:{_LEVELS}):[\w.]+:"
    rf"|\[(?:{_LEVELS}):\d+ [\w.]+:\d+ *\]?|\[(?:{_LEVELS}|info)\]|\b(?:{_LEVELS})\b:?"
)
_RANK = re.compile(
    r"^\s*\[(?:rank|default|local_rank|worker)[ _=:]?(\d+)\]:?|\[Rank[ =:]?(\d+)\]|^\s*\((\d+)/\d+\)"
    r"|\brank[=: ](\d+)(?=[:,|\]]|\s|$)",
    re.IGNORECASE,
)
_BAR_TIMES = re.compile(
    r"\[\d+:\d{2}(?::\d{2})?<[^,\]]*"
    r"(?:, *[^,\]=]*(?:it|s|batch|step|ex|sample|token|B)[^,\]=]*(?:/[^,\]=]+)?)?(?=[,\]])"
)
_SPANS = re.compile(r"\b(?:\d+ days?,? *)?\d+:\d{2}(?::\d{2})?(?:\.\d+)?(?![\d.:])")


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line.

    Attributes:
        text: The line, or what is left of it.
        place: Its number in the file, from 1.
        rank: Number of the process that printed it; -1 where it does not say.
        cut: Whether it is the last one, and does not end.
    """

    text: str
    place: int
    rank: int = -1
    cut: bool = False


def log_lines(path: Path) -> Iterator[LogLine]:
    """The lines of a file as they are; states of a progress bar, parted by carriage returns, are lines as well."""
    with path.open("rb") as file:
        head = file.read(_PIECE)
    encoding = encoding_of(head)
    commas = decimal_commas(head.decode(encoding, "replace"))
    with path.open(encoding=encoding, errors="replace", newline="\n") as file:
        for place, line in enumerate(file, start=1):
            plain = _ANSI.sub("", line) if "\x1b" in line else line
            plain = plain.replace("\0", "") if "\0" in plain else plain
            plain = (
                plain.replace("#011", "\t").replace("#012", "\t") if "#01" in plain else plain
            )  # as syslog writes them
            plain = _OUTPUT.sub("", plain) if "#" in plain[:11] else plain
            pieces = _END.split(plain) if _END.search(plain, 0, max(len(plain) - 1, 0)) else [plain.rstrip("\r\n")]
            pieces = [piece for piece in pieces if piece and not piece.isspace()]
            for number, piece in enumerate(pieces):
                last = number == len(pieces) - 1 and line[-1:] not in "\r\n"
                yield LogLine((_COMMA.sub(r"\1.\2", piece) if commas else piece)[:LONGEST], place, cut=last)


def decimal_commas(text: str) -> bool:
    """Whether the numbers of a text have a comma before their fraction.

    Examples:
        >>> decimal_commas("perte : 2,1581"), decimal_commas("loss: 2.1581, 12,345 tokens"), decimal_commas("[1,2]")
        (True, False, False)
    """
    commas, points = len(_FRACTION.findall(text)), len(_POINT.findall(text))
    return commas > 3 * points and commas > 0


def cleaned(line: str) -> LogLine:
    """A line without what logging adds.

    Examples:
        >>> cleaned("[rank3]:2025-03-01 10:05:30,123 - root - INFO - step: 30  loss:  2.2").text.strip()
        '- root -   - step: 30  loss:  2.2'
        >>> cleaned("[rank3]:2025-03-01 10:05:30,123 - root - INFO - step: 30  loss:  2.2").rank
        3
    """
    line = _WIDE.sub("    ", line.lstrip("> ")[:LONGEST])
    line = _STAMP.sub(" ", line)
    if "://" in line or "?" in line:
        line = _ADDRESS.sub(" ", line)
    if re.search(_ENDING, line):
        line = _PLACE.sub(" ", line)
    if any(level in line for level in ("INFO", "DEBUG", "WARNING", "ERROR", "[info]")):
        line = _LEVEL.sub(" ", line)
    rank = -1
    if match := _RANK.search(line):
        rank = int(next(one for one in match.groups() if one))
        line = line[: match.start()] + " " + line[match.end() :]
    line = _SPANS.sub(" ", _BAR_TIMES.sub("[", line))
    return LogLine(line, 0, rank)
