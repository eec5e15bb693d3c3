"""E-mail addresses in any script, found around an @."""

from __future__ import annotations

from collections.abc import Iterator

from dataaudit.kernels.text.characters import UNSEGMENTED, WORD, character_tables
from dataaudit.stages.personal_data.context import before, pattern, words

_LOCAL, _DOMAIN = "._%+-'", ".-"
_NOBODY = frozenset(("git", "hg", "svn"))
"""Local parts that stand for a way to clone a repository."""
_LONGEST_LOCAL, _LONGEST_DOMAIN, _LONGEST_LABEL = 64, 253, 63
_NO_DOMAIN = frozenset((
    "png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "ico", "pdf", "js", "jsx", "ts", "tsx", "css", "scss", "html",
    "htm", "php", "py", "rb", "java", "json", "xml", "yml", "yaml", "md", "txt", "csv", "zip", "gz", "tar", "exe",
    "dll", "mp3", "mp4", "local", "localhost", "internal", "lan", "home", "corp", "intranet", "localdomain", "invalid",
))  # fmt: skip
"""Endings of file names, and of host names that are not reachable from outside."""


def find(text: str) -> Iterator[tuple[int, int]]:
    """Spans of e-mail addresses, except those with quoted local parts or address literals.

    Source: RFC 5321 and 6531 for lengths.
    """
    position = text.find("@")
    while position >= 0:
        start, end = _local_start(text, position), _domain_end(text, position + 1)
        # What a parenthesis follows is called, as in Order@1b6d3586.toString(), pbmc@meta.data$cluster is a slot in R;
        # @ann@example.org is a handle.
        called = (
            _CALLED.match(text[end : end + 2]) is not None
            or text[start - 1 : start] == "@"
            or text[start:position] in _NOBODY
        )
        if start < position and end > position + 1 and not called:
            yield start, end
        position = text.find("@", position + 1)


_DOT = r"\s?[\[({<]\s?(?:dot|punkt|point|punto|ponto|kropka|nokta|точка|点|點)\s?[\])}>]\s?"
_HIDDEN = pattern(
    rf"(?i)[\p{{L}}\d][\p{{L}}\d.+_-]{{0,40}}(?:{_DOT}[\p{{L}}\d+_-]{{1,40}})*\s?[\[({{<]\s?(?:at|arroba)\s?[\])}}>]\s?"
    rf"[\p{{L}}\d-]{{1,40}}(?:(?:{_DOT}|\.|\sdot\s)[\p{{L}}\d-]{{1,40}}){{1,4}}"
)
"""An address with its signs in brackets."""
_SPOKEN = pattern(
    r"(?i)[a-z\d][a-z\d+_.-]{0,40}((?:\s(?:dot|underscore|dash)\s[a-z\d+_-]{1,40}){0,3})\sat\s[a-z\d-]{1,40}"
    r"(?:\sdot\s[a-z\d-]{1,40}){0,3}\sdot\s(?:com|org|net|edu|gov|io|info|biz|[a-z]{2})\b"
)
"""An address whose signs are spoken; its name has two parts or a word before it, unlike "at the dot com"."""
_SIGN = pattern(r"(?i)[\[({<]\s?(?:at|arroba)\s?[\])}>]|\sdot\s(?:com|org|net|edu|gov|io|info|biz|[a-z]{2})\b")
_CALLED = pattern(r"\(|\$\w")
"""What makes a name with dots a call or a slot of an object."""
_DOT_SIGN = pattern(_DOT)
_DOT_WORD = frozenset(["dot", "underscore", "dash"])
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
"""Characters around a sign in words that are read."""
_ADDRESSED = words("e-?mail", "mail", "reach", "contact", "write", "address", "gmail", "correo", "courriel")


def find_in_words(text: str) -> Iterator[tuple[int, int]]:
    """Spans of e-mail addresses whose signs are words, to hide them from programs: ann [at] example [dot] org.

    Examples:
        >>> hidden = "ann.lee[at]example[dot]org"
        >>> list(find_in_words(hidden)) == [(0, len(hidden))], list(find_in_words("we look at the dot com boom"))
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
        if _says_address(text, start, end) if spoken else _hides_address(text, start, end):
            yield start, end
            done = end


def _hides_address(text: str, start: int, end: int) -> bool:
    """Whether a name, an at in brackets and a domain are an address; with plain dots by the end of the domain."""
    value = text[start:end]
    if _CALLED.match(text[end : end + 2]):
        return False
    return _DOT_SIGN.search(value) is not None or value.rpartition(".")[2] in _ENDINGS


def _says_address(text: str, start: int, end: int) -> bool:
    """Whether spoken signs make an address: the name has two parts, or a word before it says so."""
    words_ = text[start:end].split()
    if _DOT_WORD.intersection(words_[: words_.index("at")] if "at" in words_ else words_):
        return True
    domain = words_[words_.index("at") + 1] if "at" in words_ else ""
    sure = words_[-1].lower() in _ENDINGS - _WORDS and domain.lower() not in _ARTICLES
    return sure and _ADDRESSED.search(before(text, start)) is not None


def _is_letter(character: str) -> bool:
    """Whether a character is a letter, a number or a combining mark."""
    classes, _ = character_tables()
    return bool(classes[ord(character)] & WORD)


def _is_han_like(character: str) -> bool:
    classes, _ = character_tables()
    return bool(classes[ord(character)] & UNSEGMENTED)


def _local_start(text: str, at: int) -> int:
    """The start of the local part; ``at`` if there is none."""
    start, wide = at, None
    while start and at - start < _LONGEST_LOCAL:
        character = text[start - 1]
        if _is_letter(character):
            # Text without spaces adjoins an address: a Latin local part ends where Han begins, and vice versa.
            wide = _is_han_like(character) if wide is None else wide
            if _is_han_like(character) != wide:
                break
        elif character not in _LOCAL:
            break
        start -= 1
    while start < at and text[start] in _LOCAL:
        start += 1
    return at if text[at - 1 : at] in (*".'%", "") else start


def _domain_end(text: str, start: int) -> int:
    """The end of the domain; ``start`` if there is none."""
    end, wide = start, None
    while end < len(text) and end - start < _LONGEST_DOMAIN:
        character = text[end]
        if _is_letter(character):
            wide = _is_han_like(character) if wide is None else wide
            if _is_han_like(character) != wide:
                break
        elif character not in _DOMAIN or (end > start and text[end - 1 : end + 1] in ("..", "--", "-.", ".-")):
            break
        end += 1
    while end > start and text[end - 1] in _DOMAIN:
        end -= 1
    labels = text[start:end].split(".")
    if sum(label.isdigit() for label in labels) > 1:  # prices: 40@0.99
        return start
    whole = all(0 < len(label) <= _LONGEST_LABEL and label[0] != "-" != label[-1] for label in labels)
    top = labels[-1].lower()
    letters = all(map(_is_letter, top)) and not any(map(str.isdigit, top))
    named = len(top) >= 2 and (letters or top.startswith("xn--")) and (len(labels) > 2 or top not in _NO_DOMAIN)
    return end if len(labels) > 1 and whole and named else start
