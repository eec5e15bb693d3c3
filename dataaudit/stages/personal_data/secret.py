"""Secrets: keys and tokens by their form, passwords and keys by the name they are assigned to, credentials in URLs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from dataaudit.stages.personal_data.context import Pattern, stands_alone

MARKS = (
    "akia", "asia", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "gith", "xoxb", "xoxp", "xoxa", "xoxr", "xoxs", "aiza",
    "sk_l", "sk_t", "rk_l", "rk_t", "glpa", "npm_", "hf_", "eyj", "----", "assw", "ecre", "oken", "_key", "-key",
    "ikey", "skey", "tkey", "sk-a", "sk-p", "sk-o", "dop_", "[at]", "(at)", "<at>", "rrob",
    "dot ",
)  # fmt: skip
"""Three or four characters, in either case; every secret, and every e-mail address that is written in words, contains
one of these marks."""
_FORMS = Pattern(
    r"(?:AKIA|ASIA)[A-Z2-7]{16}"
    r"|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,}"
    r"|xox[baprs]-[A-Za-z0-9-]{20,}"
    r"|AIza[A-Za-z0-9_\-]{35}"
    r"|[sr]k_(?:live|test)_[A-Za-z0-9]{20,}"
    r"|glpat-[A-Za-z0-9_\-]{20,}|npm_[A-Za-z0-9]{36}|hf_[A-Za-z0-9]{34}|dop_v1_[a-f0-9]{64}"
    r"|sk-(?:ant-|proj-|or-)[A-Za-z0-9_\-]{20,}"
    r"|eyJ[A-Za-z0-9_\-]+\.eyJ[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]{16,}"
    r"|-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"
)
_KEY_END = Pattern(r"-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----")
_KEY_BODY = Pattern(r"^[A-Za-z0-9+/=\s]*")
_ASSIGNED = Pattern(
    r"(?i)(?:password|passwd|secret|secret[_-]?key|api[_-]?key|access[_-]?key(?:[_-]?id)?|account[_-]?key|auth[_-]?token"
    r"|access[_-]?token|client[_-]?secret|token)[\"']?\s{0,4}(?::|=|=>|:=)\s{0,4}[\"']?([A-Za-z0-9+/_\-.~!@#$%^&*=]{8,256})"
)
_URL = Pattern(
    r"[a-zA-Z][a-zA-Z0-9+.\-]{1,15}://[^\s/:@\"'<>`{}$\[\]]{1,64}:[^\s/@\"'<>`{}$]{1,64}@[A-Za-z0-9.\-\[\]:]{1,255}"
)
_NAME = Pattern(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_FEWEST_BITS = 3.0
_PLACEHOLDERS = (
    "example", "your", "xxxx", "changeme", "placeholder", "redacted", "dummy", "****", "....", "1234567890a",
)  # fmt: skip
_LONGEST_KEY = 20_000


def find(text: str) -> Iterator[tuple[int, int]]:
    """Spans of secrets: a private key from its first to its last line, and the value of an assignment."""
    behind = 0
    for match in _FORMS.finditer(text):
        start, end = match.span()
        if match.group().startswith("-----"):
            if start < behind:
                continue
            rest = text[end : end + _LONGEST_KEY]
            behind = end + (_KEY_END.search(rest) or _KEY_BODY.match(rest)).end()
            yield start, behind
        elif stands_alone(text, start, end) and not _is_placeholder(match.group()):
            yield start, end
    for match in _ASSIGNED.finditer(text):
        value = match.group(1)
        if is_random(value) and not _is_placeholder(value):
            yield match.span(1)


def find_url_credentials(text: str) -> Iterator[tuple[int, int]]:
    """Spans of URLs that contain a user name and a password."""
    for match in _URL.finditer(text):
        yield match.span()


def is_random(value: str) -> bool:
    """Whether a value looks random: letters mixed with digits, at least 3 bits per character, not a dotted name.

    Examples:
        >>> is_random("hunter"), is_random("T9x!kP2vQz7m"), is_random("getenv.password")
        (False, True, False)
    """
    if _NAME.fullmatch(value):
        return False
    letters, digits = any(map(str.isalpha, value)), any(map(str.isdigit, value))
    return letters and digits and entropy(value) >= _FEWEST_BITS


def entropy(value: str) -> float:
    """Shannon entropy of the characters, in bits per character; 0 for no characters."""
    counts = Counter(value).values()
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts) + 0.0


def _is_placeholder(value: str) -> bool:
    lower = value.lower()
    return any(word in lower for word in _PLACEHOLDERS) or len(set(lower)) < 6
