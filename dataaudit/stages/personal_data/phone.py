"""Phone numbers: international ones, Chinese mobiles, and national ones by their form or where the text names them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import accumulate, pairwise

import re2

from dataaudit.stages.personal_data.context import (
    NO_NUMBER_OF_A_PERSON,
    Pattern,
    after,
    before,
    longest_runs,
    stands_alone,
    words,
)
from dataaudit.stages.personal_data.phone_regions import is_national

_CANDIDATE = Pattern(r"(?:\(\+|\+|00)?\(?\d[\d ().\-–/]{4,80}\d(?:\s?(?:x|ext\.?|#)\s?\d{1,6})?")
_NANP = Pattern(
    r"(?:\+?1[-. ]?)?(?:\([2-9]\d{2}\) ?[2-9]\d{2}[-. ]\d{4}|[2-9]\d{2}-[2-9]\d{2}-\d{4}|[2-9]\d{2}\.[2-9]\d{2}\.\d{4})"
)
_CN_MOBILE = Pattern(r"(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}")
_CN_LINE = Pattern(r"\(?0\d{2,3}\)?[- ]?\d{7,8}(?:-\d{1,6})?|400[- ]?\d{3}[- ]?\d{4}|400[- ]?\d{4}[- ]?\d{3}")
_DATE = Pattern(
    r"(?:19|20)\d\d[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:0?[1-9]|[12]\d|3[01])(?:[ T]\d{0,2})?"
    r"|(?:0?[1-9]|[12]\d|3[01])[-./ ](?:0?[1-9]|[12]\d|3[01])[-./ ](?:19|20)\d\d"
    r"|(?:19|20)\d\d ?[-–/] ?(?:19|20)\d\d"
)
_WORDS = words(
    "phone", "telephone", "tel", "mobile", "mob", "cell", "call", "fax", "dial", "whatsapp", "sms", "text me",
    "hotline", "helpline", "contact number", "messages? (?:to|on)", "answering at", "my number",
    "reach (?:me|us|him|her)", "customer services?", "called", "calling",
    "电话", "手机", "联系", "热线", "传真", "拨打", "致电", "微信", "电話", "電話", "携帯", "전화", "téléphone",
    "tél", "telefon", "teléfono", "móvil", "telefone", "cellulare", "handy", "телефон", "тел", "puhelin", "telefoon",
    "gsm",
)  # fmt: skip
_JUST_BEFORE = Pattern(r"(?i)(?:^|[^a-z])(?:office|desk|home|work|contact|direct|main|reach|ring)\W{0,3}$")
_JUST_BEHIND = Pattern(
    r"(?i)^[\s,(\-–]{0,3}(?:mobile|cell|fax|office|phone|home|work|desk|direct|手机|电话|办公)(?:[^a-z]|$)"
)
_NO_PHONE = words("licen[cs]e", "passport", "card", "account", "acct", "iban", "policy", "ssn", "located", "address")
_NAMED_BEHIND = Pattern(r"^-[A-Z][a-z]{2,}")
_MOST_PIECES = 8
_EXTENSION = Pattern(r"\s?(?:x|ext|#)")
_HOURS = Pattern(
    r"(?:[01]\d|2[0-4])[0-5]\d-(?:[01]\d|2[0-4])[0-5]\d$"
    r"|(?:[01]?\d|2[0-4])[.:]?(?:[0-5]\d)?\s?[-–]\s?(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)?(?:\s|$)"
)
"""From one time of day to another."""
_YEARS = Pattern(r"(?:1\d|20)\d\d(?:\D{1,3}(?:1\d|20)\d\d)+")
_ZIP_CODE = Pattern(r"\d{5}-\d{4}")
_ZIP = Pattern(r"\b[A-Z]{2}\s+$")
"""A state of the US before its code for mail of nine digits."""
_LONGEST_PLAIN = 13
"""Digits without separators or a 0 in front from which a number is a product's rather than a phone's."""
_MOST_BETWEEN = 3
"""Most characters between a number and the word that says what it is."""
_MOST_SINGLE = 3
"""Most groups of one digit in a number."""
_SEPARATORS = {ord(character): None for character in "+ ().-–/"}
_FEWEST, _MOST = 7, 15
_EXTENSION_LENGTH = 10
"""Longest extension, in characters, with the word before it."""


def find(text: str) -> Iterator[tuple[int, int]]:
    """Spans of phone numbers.

    Source: ITU-T E.164; numbering plans from the package phonenumbers (Google's libphonenumber).
    """
    for run in _CANDIDATE.finditer(text):
        if _are_counts(run.group()):
            continue
        pieces = _pieces(text, *run.span())
        digits = [0, *accumulate(len(text[one:two].translate(_SEPARATORS)) for one, two in pieces)]
        yield from longest_runs(pieces, _MOST_PIECES, partial(_are_a_phone, text, pieces, digits))


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The pieces between spaces and slashes in a part of a text."""
    edges = [start - 1, *(place for place in range(start, end) if text[place] in " /"), end]
    return [(one + 1, two) for one, two in pairwise(edges) if two > one + 1]


def _are_a_phone(text: str, pieces: Sequence[tuple[int, int]], digits: Sequence[int], first: int, last: int) -> bool:
    """Whether some pieces of a run of digits and separators are one phone number.

    Args:
        text: A text.
        pieces: Start and end of every piece.
        digits: Number of characters other than separators before every piece, and in total.
        first: Number of the first piece.
        last: One past the number of the last piece.
    """
    if not _FEWEST <= digits[last] - digits[first] <= _MOST + _EXTENSION_LENGTH:
        return False
    start, end = pieces[first][0], pieces[last - 1][1]
    value = text[start:end]
    if _is_decimal(value) and not value.startswith("00"):
        return False
    main = value if value.translate(_SEPARATORS).isdigit() else _EXTENSION.split(value)[0]
    number = main.translate(_SEPARATORS)
    if not _FEWEST <= len(number) <= _MOST or len(set(number)) < 2 or value.count("(") != value.count(")"):
        return False
    if main != value and not value[-1].isdigit():  # an extension without its number
        return False
    if text[start - 1 : start] in ("$", "€", "£", "¥", "#", "=", "+") or ". " in main:
        return False
    named = _NAMED_BEHIND.match(text[end : end + 8]) is not None
    # Neighbours inside the run are other numbers, so they do not make this one part of something longer.
    low, high = start if first else max(0, start - 2), end if last < len(pieces) or named else end + 2
    alone = stands_alone(text[low:high], start - low, end - low)
    return alone and _is_phone(text, start, end, main)


def _is_phone(text: str, start: int, end: int, value: str) -> bool:
    context = before(text, start)
    if value.startswith(("+", "(+", "00")) and is_valid(value):
        return True
    if _DATE.fullmatch(value) or _is_decimal(value) or _is_a_list(value):
        return False
    named, beside = _last(_WORDS, context), _JUST_BEFORE.search(context) or _JUST_BEHIND.search(after(text, end))
    told = bool(named or beside) and _last(_NO_PHONE, context) <= max(0, named)
    other = _last(NO_NUMBER_OF_A_PERSON, context)
    formed = _NANP.fullmatch(value) or _CN_MOBILE.fullmatch(value)
    if other and (not told or (other > named and not beside and not formed and _is_right_behind(context))):
        return False
    if _ZIP_CODE.fullmatch(value) and _ZIP.search(text[max(0, start - 5) : start]):
        return False
    if _NANP.fullmatch(value):
        return True
    if _CN_MOBILE.fullmatch(value) and (told or value[0] == "+" or _is_chinese(text, start, end)):
        return True
    if _CN_LINE.fullmatch(value) and (told or "-" in value) and _is_chinese(text, start, end):
        return True
    if told and _is_grouped(value):
        plain = value.isdigit() and value[0] != "0" and len(value) >= _LONGEST_PLAIN
        return not plain or is_valid(f"+{value}")
    return _last(_NO_PHONE, context) == 0 and _is_grouped(value) and is_national(text, start, end, value)


def _is_right_behind(context: str) -> bool:
    """Whether a word for another number ends right before."""
    return any(len(context) - match.end() < _MOST_BETWEEN for match in NO_NUMBER_OF_A_PERSON.finditer(context))


def _last(words_: Pattern, context: str) -> int:
    """One past the start of the last of some words, or 0 if there is none."""
    return max((match.start() + 1 for match in words_.finditer(context)), default=0)


def _is_a_list(value: str) -> bool:
    """Whether digits are years, hours, or single numbers one after the other, such as scores."""
    groups = re2.split(r"\D+", value.strip("()+ "))
    single = sum(len(group) == 1 for group in groups)
    return single > _MOST_SINGLE or bool(_YEARS.fullmatch(value) or _HOURS.match(value))


def _are_counts(run: str) -> bool:
    """Whether digits are counts in groups of three, or prices one after the other; phones have a 0 or + in front."""
    groups = re2.split(r"\D+", run.strip("() "))
    if run[0] in "+0" or any(group[0] == "0" != group[-1] for group in groups if group):
        return False
    thousands = len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    return thousands and ("000" in groups or (len(groups) > 3 and len(groups[0]) == 3))


def _is_decimal(value: str) -> bool:
    """Whether a value is one number with a fraction, such as a coordinate."""
    return value.count(".") == 1 and value.replace(".", "").isdigit()


def _is_chinese(text: str, start: int, end: int) -> bool:
    return any("\u4e00" <= one <= "\u9fff" for one in text[max(0, start - 40) : end + 20])


def _is_grouped(value: str) -> bool:
    """Whether digits are grouped as in a phone number: at most seven groups, and not a card's groups of four."""
    if " - " in value or (" / " in value and value[0] != "0"):
        return False
    groups = re2.split(r"[^\d]+", value.strip("()+ "))
    return len(groups) <= 7 and not (len(groups) >= 4 and all(len(group) == 4 for group in groups[:4]))


@lru_cache(1 << 14)
def is_valid(value: str) -> bool:
    """Whether an international number is valid in the numbering plan of its country."""
    import phonenumbers

    plain = "+" + value.lstrip("+0 ") if value.startswith("00") else value
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(plain.replace("(0)", ""), None)))
    except phonenumbers.NumberParseException:
        return False
