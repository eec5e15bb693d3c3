"""E-mail addresses whose signs are words, to hide them from programs, as in ann [at] example [dot] org."""

from __future__ import annotations

from collections.abc import Iterator

from dataaudit.stages.personal_data.context import Pattern, before, words
from dataaudit.stages.personal_data.email import CALLED

_DOT = r"\s?[\[({<]\s?(?:dot|punkt|point|punto|ponto|kropka|nokta|точка|点|點)\s?[\])}>]\s?"
_AT = r"[\[({<]\s?(?:at|arroba)\s?[\])}>]"
_END = r"(?:com|org|net|edu|gov|io|info|biz|[a-z]{2})\b"
_HIDDEN = Pattern(
    rf"(?i)[\p{{L}}\d][\p{{L}}\d.+_-]{{0,40}}(?:{_DOT}[\p{{L}}\d+_-]{{1,40}})*\s?{_AT}\s?"
    rf"[\p{{L}}\d-]{{1,40}}(?:(?:{_DOT}|\.|\sdot\s)[\p{{L}}\d-]{{1,40}}){{1,4}}"
)
_SPOKEN = Pattern(
    r"(?i)[a-z\d][a-z\d+_.-]{0,40}((?:\s(?:dot|underscore|dash)\s[a-z\d+_-]{1,40}){0,3})\sat\s([a-z\d-]{1,40})"
    rf"(?:\sdot\s[a-z\d-]{{1,40}}){{0,3}}\sdot\s({_END})"
)
"""Whole addresses: with the signs in brackets, and spoken."""
_SIGN = Pattern(rf"(?i){_AT}|\sdot\s{_END}")
"""What every address in words has; only around it one is looked for."""
_DOT_SIGN = Pattern(rf"(?i){_DOT}|\sdot\s")
_ENDINGS = frozenset((
    "com", "org", "net", "edu", "gov", "io", "info", "biz", "de", "uk", "fr", "it", "es", "nl", "be", "at", "ch", "se",
    "no", "dk", "fi", "pl", "cz", "ru", "ua", "cn", "jp", "kr", "in", "br", "mx", "ca", "au", "nz", "eu", "us", "pt",
    "gr", "tr", "ie", "hu", "ro", "bg", "hr", "sk", "si", "lt", "lv", "ee",
))  # fmt: skip
"""Ends of domains that are common in addresses."""
_WORDS = frozenset(["in", "it", "at", "no", "be", "us", "se", "es"])
"""Those that are words as well."""
_ARTICLES = frozenset(["the", "a", "this", "that", "my", "our", "your", "its", "his", "her", "their"])
_REACH = 120
"""Characters around a sign that are read."""
_ADDRESSED = words("e-?mail", "mail", "reach", "contact", "write", "address", "gmail", "correo", "courriel")


def find(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the addresses.

    Examples:
        >>> hidden = "ann.lee[at]example[dot]org"
        >>> list(find(hidden)) == [(0, len(hidden))], list(find("we look at the dot com boom"))
        (True, [])
    """
    done = 0
    for sign in _SIGN.finditer(text):
        begin = max(done, sign.start() - _REACH)
        near = text[begin : sign.end() + _REACH]
        spoken = sign.group()[0].isspace()
        match = (_SPOKEN if spoken else _HIDDEN).search(near)
        if match is None:
            continue
        start, end = begin + match.start(), begin + match.end()
        if spoken:
            sure = bool(match.group(1)) or _is_addressed(match.group(2), match.group(3), before(text, start))
        else:
            sure = _is_hidden(match.group()) and not CALLED.match(text[end : end + 2])
        if sure:
            yield start, end
            done = end


def _is_hidden(value: str) -> bool:
    """Whether what has an at in brackets is an address: its dots are words, or it ends as domains do."""
    return _DOT_SIGN.search(value) is not None or value.rpartition(".")[2] in _ENDINGS


def _is_addressed(domain: str, end: str, context: str) -> bool:
    """Whether a name of one part is one in an address: a word before it says so, and none of its parts is a word."""
    ordinary = domain.lower() in _ARTICLES or end.lower() not in _ENDINGS - _WORDS
    return not ordinary and _ADDRESSED.search(context) is not None
