"""Identity numbers: US social security, Chinese resident identity and social credit codes, passports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dataaudit.stages.personal_data.context import NO_NUMBER_OF_A_PERSON, Pattern, before, stands_alone, words

_SSN = Pattern(r"\d{3}[- ]\d{2}[- ]\d{4}|\d{9}")
_SSN_WORDS = words("ssn", "social security", "soc sec", "taxpayer", "itin")
_CN_ID = Pattern(r"[1-9]\d{16}[\dXx]")
_CN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CN_CHECK = "10X98765432"
_CN_REGIONS = frozenset(
    [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83]
)
_USCC = Pattern(r"[0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]{2}\d{6}[0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]{10}")
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PASSPORT = Pattern(
    r"(?i)(?:passports?|passeport|pasaporte|passaporte|passaporto|paspoort|pass?nummer|reisepass|护照|護照|паспорт|여권"
    r"|パスポート|旅券)[^0-9\n]{0,30}?([A-Z]{0,2}\d{6,9}[A-Z]?)"
)
_PASSPORT_OF_LETTERS = Pattern(
    r"(?i)(?:passports?|passeport|pasaporte|passaporte|paspoort|reisepass|personalausweis)(?:-?nummer|-?nr\.?)?"
    r"(?: (?:n[or]\.?|number|num[eé]ro|número|nummer))?\s?[:#=]?\s?(?-i:([A-Z0-9]{8,9}))"
)
"""Numbers with letters between the digits, only right behind their name."""
_FEWEST_DIGITS = 3
_OLDEST, _YOUNGEST = 1850, 2100


def find_us_ssn(text: str) -> Iterator[tuple[int, int]]:
    """Spans of US social security numbers; those without hyphens only if the text names them.

    Source: Social Security Administration: no area 000, 666 or from 900 on, no group 00, no serial 0000.
    """
    for match in _SSN.finditer(text):
        start, end = match.span()
        digits = "".join(filter(str.isdigit, match.group()))
        if digits[:3] in ("000", "666") or digits[0] == "9" or digits[3:5] == "00" or digits[5:] == "0000":
            continue
        if not stands_alone(text, start, end):
            continue
        context = before(text, start)
        told = bool(_SSN_WORDS.search(context))
        if told or (match.group()[3:4] == "-" == match.group()[6:7] and not NO_NUMBER_OF_A_PERSON.search(context)):
            yield start, end


def find_cn_id(text: str) -> Iterator[tuple[int, int]]:
    """Spans of Chinese resident identity numbers with a valid region, date of birth and check character.

    Source: GB 11643-1999, check character by ISO 7064 MOD 11-2.
    """
    for match in _CN_ID.finditer(text):
        start, end = match.span()
        value = match.group().upper()
        if not stands_alone(text, start, end) or int(value[:2]) not in _CN_REGIONS:
            continue
        total = sum(weight * int(digit) for weight, digit in zip(_CN_WEIGHTS, value[:17], strict=True))
        if _CN_CHECK[total % 11] == value[17] and _is_birthday(value[6:14]):
            yield start, end


def _is_birthday(digits: str) -> bool:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return _OLDEST <= day.year <= _YOUNGEST


def find_uscc(text: str) -> Iterator[tuple[int, int]]:
    """Spans of Chinese unified social credit codes.

    Source: GB 32100-2015, check character modulo 31.
    """
    for match in _USCC.finditer(text):
        start, end = match.span()
        value = match.group().upper()
        if not stands_alone(text, start, end) or value[0] not in "123456789ANY":
            continue
        if int(value[2:4]) not in _CN_REGIONS and value[2:8] != "100000":
            continue
        total = sum(_USCC_ALPHABET.index(one) * 3**place % 31 for place, one in enumerate(value[:17]))
        if _USCC_ALPHABET[(31 - total % 31) % 31] == value[17]:
            yield start, end


def find_passport(text: str) -> Iterator[tuple[int, int]]:
    """Spans of passport numbers that the text names as such: the form alone is too common."""
    for form in (_PASSPORT, _PASSPORT_OF_LETTERS):
        for match in form.finditer(text):
            start, end = match.span(1)
            if stands_alone(text, start, end) and sum(map(str.isdigit, match.group(1))) >= _FEWEST_DIGITS:
                yield start, end
