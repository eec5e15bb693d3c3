"""Payment cards (Luhn, issuer ranges) and IBANs (check digits, length by country)."""

from __future__ import annotations

from collections.abc import Iterator

from dataaudit.stages.personal_data.context import NO_NUMBER_OF_A_PERSON, after, before, pattern, stands_alone, words

_CARD = pattern(r"\d(?:[ -]?\d){11,}")
_GROUP = pattern(r"\d+")
_FEWEST, _MOST, _MOST_GROUPS = 12, 19, 6
_CARD_WORDS = words(
    "card", "visa", "master", "mastercard", "amex", "american express", "credit", "debit", "cc", "卡", "信用"
)
_IBAN_START = pattern(r"[A-Za-z]{2}\d{2}")
_IBAN_LENGTHS = dict(
    entry.split(":")
    for entry in [
        "AD:24",
        "AE:23",
        "AL:28",
        "AT:20",
        "AZ:28",
        "BA:20",
        "BE:16",
        "BG:22",
        "BH:22",
        "BI:27",
        "BR:29",
        "BY:28",
        "CH:21",
        "CR:22",
        "CY:28",
        "CZ:24",
        "DE:22",
        "DJ:27",
        "DK:18",
        "DO:28",
        "EE:20",
        "EG:29",
        "ES:24",
        "FI:18",
        "FK:18",
        "FO:18",
        "FR:27",
        "GB:22",
        "GE:22",
        "GI:23",
        "GL:18",
        "GR:27",
        "GT:28",
        "HN:28",
        "HR:21",
        "HU:28",
        "IE:22",
        "IL:23",
        "IQ:23",
        "IS:26",
        "IT:27",
        "JO:30",
        "KW:30",
        "KZ:20",
        "LB:28",
        "LC:32",
        "LI:21",
        "LT:20",
        "LU:20",
        "LV:21",
        "LY:25",
        "MC:27",
        "MD:24",
        "ME:22",
        "MK:19",
        "MN:20",
        "MR:27",
        "MT:31",
        "MU:30",
        "NI:28",
        "NL:18",
        "NO:15",
        "OM:23",
        "PK:24",
        "PL:28",
        "PS:29",
        "PT:25",
        "QA:29",
        "RO:24",
        "RS:22",
        "RU:33",
        "SA:24",
        "SC:31",
        "SD:18",
        "SE:24",
        "SI:19",
        "SK:24",
        "SM:27",
        "SO:23",
        "ST:25",
        "SV:28",
        "TL:23",
        "TN:24",
        "TR:26",
        "UA:29",
        "VA:22",
        "VG:24",
        "XK:20",
        "YE:30",
    ]
)


def find_card(text: str) -> Iterator[tuple[int, int]]:
    """Spans of payment card numbers.

    Source: ISO/IEC 7812 (Luhn); issuer ranges as published by the networks.
    """
    for run in _CARD.finditer(text):
        groups = [(run.start() + one.start(), run.start() + one.end()) for one in _GROUP.finditer(run.group())]
        first = 0
        while first < len(groups):
            taken = 0
            for last in range(min(first + _MOST_GROUPS, len(groups)), first, -1):
                if _is_card(text, groups[first][0], groups[last - 1][1]):
                    yield groups[first][0], groups[last - 1][1]
                    taken = last - first
                    break
            first += taken or 1


def _is_card(text: str, start: int, end: int) -> bool:
    """Whether some groups of digits are one card number."""
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


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others.

    Examples:
        >>> luhn("4111111111111111"), luhn("4111111111111112")
        (True, False)
    """
    doubled = [2 * int(digit) for digit in digits[-2::-2]]
    return (sum(map(int, digits[-1::-2])) + sum(value - 9 if value > 9 else value for value in doubled)) % 10 == 0


def is_issued(digits: str, *, rare: bool) -> bool:
    """Whether an issuer gives out numbers like this: by its first digits and their count.

    Args:
        digits: Digits alone.
        rare: Whether lengths and ranges count that are seldom, or no longer, given out.
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
    if two in (62, 81):
        return 16 <= length <= 19
    return rare and two in (50, 56, 57, 58, 59, 60, 61, 63, 64, 66, 67, 68, 69) and 12 <= length <= 19


def find_iban(text: str) -> Iterator[tuple[int, int]]:
    """Spans of IBANs.

    Source: ISO 13616, registry of national lengths; check digits by ISO 7064 MOD 97-10.
    """
    for match in _IBAN_START.finditer(text):
        start = match.start()
        length = _IBAN_LENGTHS.get(match.group()[:2].upper())
        if length is None or (start and _is_ascii_alnum(text[start - 1])):
            continue
        end, left = start, int(length)
        while left and end < len(text) and (_is_ascii_alnum(text[end]) or (text[end] == " " and text[end - 1] != " ")):
            left -= text[end] != " "
            end += 1
        value = text[start:end].replace(" ", "").upper()
        if left or (end < len(text) and _is_ascii_alnum(text[end])):
            continue
        if int("".join(str(int(one, 36)) for one in value[4:] + value[:4])) % 97 == 1:
            yield start, end


def _is_ascii_alnum(character: str) -> bool:
    return character.isascii() and character.isalnum()
