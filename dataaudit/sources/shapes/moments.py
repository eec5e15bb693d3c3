"""Dates and times as people write them, as seconds since 1970."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

DayOrder = Literal["day first", "month first", "unknown"]
"""The order of day and month where both are numbers and the year comes last."""

_MONTHS = {
    name: 1 + place
    for line in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "jan feb mär apr mai jun jul aug sep okt nov dez",
        "jän feb maerz apr mai jun jul aug sep okt nov dez",
        "janv févr mars avr mai juin juil août sept oct nov déc",
        "ene feb mar abr may jun jul ago sep|set oct nov dic",
        "jan fev mar abr mai jun jul ago set out nov dez",
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "jan feb maart|mrt apr mei jun jul aug sep okt nov dec",
        "jan feb mars apr maj juni juli aug sep okt nov dec",
        "sty lut mar kwi maj cze lip sie wrz paź lis gru",
        "led úno bře dub kvě čvn|červn|červen čvc|červenc|červene srp zář říj lis pro",
        "янв фев мар апр ма|май июн июл авг сен окт ноя дек",
        "січ лют бер кві тра чер лип сер вер жов лис гру",
        "oca şub mar nis may haz tem ağu eyl eki kas ara",
        "ian feb mar apr mai iun iul aug sep oct noi dec",
        "jan febr márc ápr máj jún júl aug szept okt nov dec",
        "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
        "jan feb mac apr mei jun jul ogo|agu sep okt nov dis|des",
    )
    for place, names in enumerate(line.split())
    for name in names.split("|")
}
"""Beginnings of the names of months. What begins two names of different months is decided by the longer beginning."""
_LONGEST_NAME = max(map(len, _MONTHS))
_EPOCHS = ((10, 1e0), (13, 1e3), (16, 1e6), (19, 1e9))
"""Digits of the whole seconds, milliseconds, microseconds and nanoseconds since 1970 of the years 2001 to 2286."""
_NUMBER = re.compile(r"\d{4,19}(?:\.\d+)?")
_ZONED = re.compile(r"(?: ?(?:utc|gmt|z))$", re.IGNORECASE)
_CLOCK = r"(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)? ?([AaPp]\.?[Mm]\.?)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[/.年-](\d{{1,2}})(?:[/.月-](\d{{1,2}})日?)?{_CLOCK}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}){_CLOCK}")
_NAME = r"([^\W\d_]{2,12})\.?"
_WEEKDAY = r"(?:[^\W\d_]{2,13}(?:-[^\W\d_]{2,8})?\.?,? )?"
_DAY_MONTH = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th|er|\.|º|°)?[ -](?:de |del |di |d')?{_NAME},?[ -](?:de |del )?(\d{{4}})"
    rf"(?: ?(?:г\.?|года|року|roku|r\.))?{_CLOCK}"
)
_MONTH_DAY = re.compile(rf"{_WEEKDAY}{_NAME} (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_CLOCK}")
_YEAR_NAME = re.compile(rf"(\d{{4}})[.,]? {_NAME} (\d{{1,2}})\.?{_CLOCK}")


def day_order(values: Sequence[str]) -> DayOrder:
    """The order that dates such as 05/03/2024 follow: one of them tells it for all.

    Examples:
        >>> day_order(["05/03/2024", "25/03/2024"]), day_order(["03/25/2024"]), day_order(["05/03/2024"])
        ('day first', 'month first', 'unknown')
    """
    first = second = dotted = False
    for value in values:
        match = _YEAR_LAST.match(value.strip())
        if match:
            first |= int(match[1]) > 12
            second |= int(match[3]) > 12
            dotted |= match[2] == "."  # nobody who writes points puts the month first
    if first == second:
        return "day first" if dotted and not second else "unknown"
    return "day first" if first else "month first"


def seconds_of(texts: pa.LargeStringArray, order: DayOrder) -> NDArray[np.float64]:
    """Moments as seconds since 1970; NaN where a text is not one.

    Args:
        texts: ISO 8601, RFC 2822, years, dates of numbers or with the name of a month in one of twenty languages, or a
        number of seconds,
            milliseconds, microseconds or nanoseconds since 1970. A moment without a zone is taken as UTC.
        order: The order of day and month in dates whose year comes last; such dates are not read where it is unknown.
    """
    coded = texts.dictionary_encode()
    read = np.array([_seconds(value, order) for value in coded.dictionary.to_pylist()] + [np.nan])
    places = coded.indices.fill_null(len(read) - 1).to_numpy(zero_copy_only=False)
    found: NDArray[np.float64] = read[places]
    return found


def is_moment(text: str) -> bool:
    """Whether a text is a date or a time.

    Examples:
        >>> is_moment("4 de outubro de 2019"), is_moment("4 of us came in 2019")
        (True, False)
    """
    return bool(np.isfinite(_seconds(text, "day first")))


def _seconds(text: str, order: DayOrder) -> float:
    """One moment.

    Examples:
        >>> _seconds("1970-01-02", "unknown"), _seconds("1700000000000", "unknown"), _seconds("May 5, 1970", "unknown")
        (86400.0, 1700000000.0, 10713600.0)
        >>> _seconds("price 30", "unknown"), _seconds("05/03/1970", "unknown"), _seconds("05/03/1970", "day first")
        (nan, nan, 5443200.0)
    """
    text = text.strip()
    try:
        if _NUMBER.fullmatch(text):
            return _of_number(text)
        if not any(map(str.isdigit, text[:40])) or len(text) > 40:
            return np.nan
        for pattern, places in (
            (_YEAR_FIRST, (1, 2, 3)),
            (_DAY_MONTH, (3, 2, 1)),
            (_MONTH_DAY, (3, 1, 2)),
            (_YEAR_NAME, (1, 2, 3)),
        ):
            if match := pattern.fullmatch(_ZONED.sub("", text)):
                year, month, day = (match[place] for place in places)
                return _of_parts(year, month, day, match.groups()[3:])
        if match := _YEAR_LAST.fullmatch(_ZONED.sub("", text)):
            if order == "unknown":
                return np.nan
            day, month = (match[1], match[3]) if order == "day first" else (match[3], match[1])
            return _of_parts(match[4], month, day, match.groups()[4:])
        if text[:4].isdigit():
            moment = datetime.fromisoformat(_ZONED.sub("+00:00", text).replace("/", "-"))
        else:
            moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError, StopIteration):
        return np.nan
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _of_number(text: str) -> float:
    whole = text.split(".", 1)[0]
    if len(whole) == 4 and 1000 <= int(whole) <= 2100:
        return datetime(int(whole), 1, 1, tzinfo=UTC).timestamp()
    if len(whole) == 8 and "18" <= whole[:2] <= "20":
        return datetime.strptime(whole + "+0000", "%Y%m%d%z").timestamp()
    if len(whole) == 14 and "19" <= whole[:2] <= "20":
        return datetime.strptime(whole + "+0000", "%Y%m%d%H%M%S%z").timestamp()
    for digits, unit in _EPOCHS:
        if digits - 1 <= len(whole) <= digits:
            return float(text) / unit
    return np.nan


def _month_of(name: str) -> int:
    """A month by its name; a StopIteration where no name of a month begins like it.

    Examples:
        >>> _month_of("September"), _month_of("outubro"), _month_of("червня"), _month_of("marraskuu")
        (9, 10, 6, 11)
    """
    name = unicodedata.normalize("NFC", name.lower())
    return next(_MONTHS[name[:length]] for length in range(_LONGEST_NAME, 1, -1) if name[:length] in _MONTHS)


def _of_parts(year: str, month: str, day: str | None, clock: Sequence[str | None]) -> float:
    number = int(month) if month.isdigit() else _month_of(month)
    hour, minute, second, half = clock
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + 12 * (half[0] in "Pp")
    moment = datetime(int(year), number, int(day or 1), hours, int(minute or 0), int(second or 0), tzinfo=UTC)
    return moment.timestamp()
