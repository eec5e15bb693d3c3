"""Parses the lines of a log once for every form that they have: later lines of a form only give their numbers.

A form is what is left of a line without its numbers, with the size of whole ones. Which number of a line becomes what
is found out by parsing it with other numbers in the same places, twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random

from dataaudit.training.logs.log_lines import cleaned
from dataaudit.training.logs.record_of_line import LineRecord, record_of
from dataaudit.training.logs.text_cells import bar_cells, paired_cells, side_row, sides_of

_NUMBER = re.compile(
    r"(?<![\w.@])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)(?![\d,]*\d)"
)
_MOST_FORMS = 4096
"""Forms that are kept; lines of others are parsed one by one."""
_TRIES = 100
_DIGIT = re.compile(r"\d")
_BOX = re.compile(r"^\s*[|│]\s*(?P<name>[^|│]*?\S)\s*[|│]\s*(?P<value>[^|│]*?)\s*[|│]\s*$")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a line says.

    Attributes:
        rank: Number of the process that printed it, -1 where it does not say.
        box: Name and value, where it is a row of a box of names and values; the value is "" for the name of a section.
        record: Its record, None where it holds nothing of a training.
        celled: Whether its cells between bars are sides, or pairs of names and numbers.
    """

    rank: int
    box: tuple[str, str] | None
    record: LineRecord | None
    celled: bool = False


def parsed(text: str) -> Parsed:
    """Parse one line."""
    cells = bar_cells(text)
    if cells and (sides_of(cells) or paired_cells(cells) or side_row(cells)):
        return Parsed(-1, None, None, celled=True)
    line = cleaned(text)
    match = _BOX.match(line.text)
    if match and any(map(str.isalpha, match["name"])):
        return Parsed(line.rank, (match["name"], match["value"]), None)
    return Parsed(line.rank, None, record_of(line))


class LineParser:
    """Parses lines, those of a known form by their numbers alone."""

    def __init__(self) -> None:
        """Know no form."""
        self._met: set[tuple[str, ...]] = set()
        self._forms: dict[tuple[str, ...], Callable[[list[str]], Parsed] | None] = {}

    def __call__(self, text: str) -> Parsed:
        """What ``parsed`` says of a line."""
        pieces = _NUMBER.split(text)
        numbers = pieces[1::2]
        form = (*pieces[::2], *map(_shape, numbers))
        if form in self._forms:
            known = self._forms[form]
            return known(numbers) if known else parsed(text)
        found = parsed(text)
        if form in self._met:
            self._forms[form] = _learnt(pieces, found)
        elif len(self._met) < _MOST_FORMS:
            self._met.add(form)
        return found


def _shape(number: str) -> str:
    if "." in number or "e" in number or "E" in number:
        return "f"
    return str(len(number))


def _others(numbers: list[str]) -> tuple[list[str], list[str]] | None:
    """Two rows of other numbers of the same size: no pair occurs twice, and the two of a pair differ."""
    random = Random(0)  # noqa: S311  # no secret: numbers to tell places apart
    first, second = list[str](), list[str]()
    for number in numbers:
        for _ in range(_TRIES):
            one, other = (_DIGIT.sub(lambda _: str(random.randint(1, 9)), number) for _ in range(2))
            if one != other and (one, other) not in zip(first, second, strict=True):
                break
        else:
            return None
        first.append(one)
        second.append(other)
    return first, second


def _place_of(places: Mapping[tuple[str, str], int], a: str, b: str) -> tuple[str, int] | None:
    """The sign and the place of a number, or the text itself and -1 where it is always the same."""
    if a == b:
        return a, -1
    place = places.get((a.lstrip("+-"), b.lstrip("+-")))
    return None if place is None else (a[: len(a) - len(a.lstrip("+-"))], place)


def _counted(places: Mapping[tuple[str, str], int], a: float, b: float) -> tuple[str, int] | None:
    """The same of a counter."""
    same = [place for (x, y), place in places.items() if _float(x) == a and _float(y) == b]
    return (str(a), -1) if a == b else ("", same[0]) if len(same) == 1 else None


def _learnt(pieces: list[str], found: Parsed) -> Callable[[list[str]], Parsed] | None:
    """How the numbers of a line become what it says; None where that stays open.

    Args:
        pieces: Of the line: texts, with the numbers between them.
        found: What the line says.
    """
    numbers = _others(pieces[1::2])
    if numbers is None:
        return None
    trials = []
    for trial in numbers:
        mixed = list(pieces)
        mixed[1::2] = trial
        trials.append(parsed("".join(mixed)))
    (first, second), (one, two) = numbers, trials
    places = {pair: place for place, pair in enumerate(zip(first, second, strict=True))}
    if (found.record is None) != (one.record is None):
        return None

    made = _Form(found, None, {}, {})
    if found.box is not None and one.box is not None and two.box is not None:
        value = _place_of(places, one.box[1], two.box[1])
        if value is None or one.box[0] != two.box[0]:
            return None
        made = replace(made, box=value)
    if found.record is not None and one.record is not None and two.record is not None:
        if (
            one.record.numbers.keys() != two.record.numbers.keys()
            or one.record.counts.keys() != two.record.counts.keys()
        ):
            return None
        numbers_ = {
            name: _place_of(places, value, two.record.numbers[name]) for name, value in one.record.numbers.items()
        }
        counts = {kind: _counted(places, value, two.record.counts[kind]) for kind, value in one.record.counts.items()}
        if None in numbers_.values() or None in counts.values():
            return None
        made = replace(made, numbers=numbers_, counts=counts)
    ranks = _counted(places, float(one.rank), float(two.rank))
    if ranks is None:
        return None
    made = replace(made, rank=ranks)
    return made if made(pieces[1::2]) == found else None


def _float(number: str) -> float:
    return float(number.replace(",", ""))


@dataclass(frozen=True, slots=True)
class _Form:
    """Fills in the numbers of a line: of every value its sign and the place of its number, or itself and -1."""

    like: Parsed
    box: tuple[str, int] | None
    numbers: dict[str, tuple[str, int] | None]
    counts: dict[str, tuple[str, int] | None]
    rank: tuple[str, int] = ("-1", -1)

    def __call__(self, numbers: list[str]) -> Parsed:
        box, record = self.like.box, self.like.record
        if box is not None and self.box is not None:
            box = (box[0], self.box[0] + (numbers[self.box[1]] if self.box[1] >= 0 else ""))
        if record is not None:
            record = LineRecord(
                {kind: float(at[0]) if at[1] < 0 else _float(numbers[at[1]]) for kind, at in self.counts.items() if at},
                {name: at[0] if at[1] < 0 else at[0] + numbers[at[1]] for name, at in self.numbers.items() if at},
                record.side,
                record.keras,
                record.own_batches,
                record.heading,
                record.titled,
                record.skips,
            )
        rank = int(float(self.rank[0])) if self.rank[1] < 0 else int(_float(numbers[self.rank[1]]))
        return Parsed(rank, box, record, self.like.celled)
