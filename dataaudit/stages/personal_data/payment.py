"""Payment cards (Luhn check, issuer ranges) and IBANs (check digits, length by country)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from dataaudit.stages.personal_data.check_digits import luhn
from dataaudit.stages.personal_data.context import (
    NO_NUMBER_OF_A_PERSON,
    Pattern,
    after,
    before,
    is_ascii_alnum,
    longest_runs,
    stands_alone,
    words,
)

_CARD = Pattern(r"\d(?:[ -]?\d){11,}")
_GROUP = Pattern(r"\d+")
_FEWEST, _MOST, _MOST_GROUPS = 12, 19, 6
_CARD_WORDS = words(
    "card", "visa", "master", "mastercard", "amex", "american express", "credit", "debit", "cc", "卡", "信用"
)
_IBAN_START = Pattern(r"[A-Za-z]{2}\d{2}")
_COUNTRIES_BY_LENGTH = {
    15: "NO", 16: "BE", 18: "DK FK FO FI GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK", 21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
    29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
}  # fmt: skip
_IBAN_LENGTHS = {country: length for length, codes in _COUNTRIES_BY_LENGTH.items() for country in codes.split()}


def find_card(text: str) -> Iterator[tuple[int, int]]:
    """Spans of payment card numbers.

    Source: ISO/IEC 7812 (Luhn); issuer ranges as published by the networks.
    """
    for run in _CARD.finditer(text):
        groups = [(run.start() + one.start(), run.start() + one.end()) for one in _GROUP.finditer(run.group())]
        yield from longest_runs(groups, _MOST_GROUPS, partial(_are_a_card, text, groups))


def _are_a_card(text: str, groups: Sequence[tuple[int, int]], first: int, last: int) -> bool:
    """Whether the groups of digits from ``first`` to before ``last`` are one card number."""
    start, end = groups[first][0], groups[last - 1][1]
    value = text[start:end]
    digits = value.replace(" ", "").replace("-", "")
    if not _FEWEST <= len(digits) <= _MOST or len(set(digits)) < 2 or not luhn(digits):
        return False
    if not stands_alone(text, start, end) or text[start - 1 : start] in (".", "+") or (" " in value and "-" in value):
        return False
    if text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit():
        return False
    context = before(text, start)
    told = bool(_CARD_WORDS.search(context) or _CARD_WORDS.search(after(text, end)))
    return is_issued(digits, rare=told) and (told or not NO_NUMBER_OF_A_PERSON.search(context))


def is_issued(digits: str, *, rare: bool) -> bool:
    """Whether an issuer assigns such numbers, by first digits and length.

    Args:
        digits: Digits only.
        rare: Whether to accept lengths and ranges that are rarely, or no longer, issued.
    """
    length, two, four, six = len(digits), int(digits[:2]), int(digits[:4]), int(digits[:6])
    if digits[0] == "4":
        return length == 16 or (rare and length in (13, 19))
    if 51 <= two <= 55 or 222100 <= six <= 272099:
        return length == 16
    if two in (34, 37):
        return length == 15
    if 300 <= int(digits[:3]) <= 305 or two in (36, 38, 39):
        return length == 14 or (rare and length in (16, 19))
    if two == 35:
        return length == 16 and (3528 <= four <= 3589 or rare)
    if four in (2131, 1800):
        return rare and length == 15
    if four == 6011 or 644 <= int(digits[:3]) <= 649 or two == 65 or 622126 <= six <= 622925:
        return length in (16, 19)
    if two in (62, 81) or 2200 <= four <= 2204:
        return 16 <= length <= 19
    return rare and two in (50, 56, 57, 58, 59, 60, 61, 63, 64, 66, 67, 68, 69) and 12 <= length <= 19


def find_iban(text: str) -> Iterator[tuple[int, int]]:
    """Spans of IBANs.

    Source: ISO 13616, registry of national lengths; check digits by ISO 7064 MOD 97-10.
    """
    for match in _IBAN_START.finditer(text):
        start = match.start()
        length = _IBAN_LENGTHS.get(match.group()[:2].upper())
        if length is None or (start and is_ascii_alnum(text[start - 1])):
            continue
        end, left = start, length
        while left and end < len(text) and (is_ascii_alnum(text[end]) or (text[end] == " " and text[end - 1] != " ")):
            left -= text[end] != " "
            end += 1
        value = text[start:end].replace(" ", "").upper()
        if left or (end < len(text) and is_ascii_alnum(text[end])):
            continue
        if int("".join(str(int(one, 36)) for one in value[4:] + value[:4])) % 97 == 1:
            yield start, end
