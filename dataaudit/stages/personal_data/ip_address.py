"""IPv4 and IPv6 addresses, told apart from version numbers, sections and object identifiers."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from dataaudit.stages.personal_data.context import WINDOW, Pattern, before, is_ascii_alnum, joins, words

_IPV4 = Pattern(r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}")
_IPV6 = Pattern(r"(?i)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,8}(?:\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})?")
_FEWEST_SHORT, _FEWEST_FULL = 5, 12
"""Fewest characters besides colons in an IPv6 address, compressed and not."""
_ADDRESS = words("ip", "ipv4", "host", "server", "addr", "dns", "gateway", "client", "subnet", "ping", "from", "地址")
_NUMBERED_END = Pattern(
    r"(?i)(?:^|[^a-z])(?:[a-z]*version|ver|v|release|section|sect|sec|chapter|paragraph|clause|article|appendix|figure|fig"
    r"|table|firmware|build|driver|oid|rev|update|upgraded? to|abschnitt|kapitel|capítulo|sección|chapitre|versión"
    r"|versione|versão|wersja|версия|версии|раздел|пункт|глава|sürüm)s?[\s.:#(=v\"']*$|§\s*$|第\s*$|版本[\s:：]*$|版\s*$"
)
_CHANGE = Pattern(
    r"(?:^|[^\p{L}])(?:versions?|ver|firmware|releases?|changelog|driver|introduced|fixed|since|upgraded?|downgraded?"
    r"|version is)[^0-9\n]{0,24}$|#\s*\[?v?$"
)
"""Words of changes shortly before, and the heading of a list of them."""
_VERSION_BEFORE = Pattern(
    r"(?:[~<>!^=]=|[~<>!^])\s*$|(?i)(?:^|[^\p{L}])(?:version|ver|release|firmware|build|section|clause|версия)s?\s"
    r"[\p{L}\s.,]{0,12}\d+(?:\.\d+)+(?:,| to|,? and(?: then)?|,? then| or| bis| und| a| y|,? see also| →| ->)?\s*"
    r"(?:version\s*|clause\s*)?$"
)
"""What compares with a version, or another version shortly before."""
_SMALL = 100
"""Numbers of a version are smaller, so that a larger one is of an address whatever words are before it."""
_ASSIGNED = Pattern(r"([\p{L}_.-]*)\s?=\s*$")
_ENDS = (
    "ip", "src", "dst", "host", "addr", "address", "client", "server", "peer", "remote", "gateway", "dns", "source",
    "dest", "destination", "bind", "listen", "proxy", "node", "from", "to", "gw", "ns",
)  # fmt: skip
"""Ends of names to which an address is assigned; to others a version is, as in numpy=1.26.4.1."""


def find_ipv4(text: str) -> Iterator[tuple[int, int]]:
    """Spans of IPv4 addresses that are known outside of one network: not private, shared or reserved ones."""
    for match in _IPV4.finditer(text):
        start, end = match.span()
        if _is_part(text, start, end):
            continue
        octets = match.group().split(".")
        if any(int(octet) > 255 or (len(octet) > 1 and octet[0] == "0") for octet in octets):
            continue
        context = before(text, start)
        if _NUMBERED_END.search(context):
            continue
        changed = max(map(int, octets)) < _SMALL and _CHANGE.search(context) and not _ADDRESS.search(context)
        if changed or _is_assigned_version(context):
            continue
        if _VERSION_BEFORE.search(text[max(0, start - WINDOW) : start]) or not _is_outward(match.group()):
            continue
        # Four small numbers are a version or a section more often than an address.
        if all(len(octet) == 1 for octet in octets) and not _ADDRESS.search(context):
            continue
        yield start, end


def _is_assigned_version(context: str) -> bool:
    name = _ASSIGNED.search(context)
    return name is not None and not name.group(1).endswith(_ENDS)


def _is_outward(value: str) -> bool:
    address = ipaddress.IPv4Address(value)
    return address.is_global and not address.is_multicast


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether a dotted number is part of something longer."""
    previous, second = text[start - 1 : start], text[start - 2 : start - 1] if start > 1 else ""
    if joins(previous) or previous in (".", "-") or (previous == "/" and second.isalnum()):
        return True
    following, behind = text[end : end + 1], text[end + 1 : end + 2]
    return joins(following) or (following in (".", "-") and is_ascii_alnum(behind))


def find_ipv6(text: str) -> Iterator[tuple[int, int]]:
    """Spans of IPv6 addresses, compressed or not, that are known outside of one network."""
    for match in _IPV6.finditer(text):
        start, end = match.span()
        value = match.group()
        if value.endswith(":") and not value.endswith("::"):
            end, value = end - 1, value[:-1]
        outside = text[start - 1 : start] + text[end : end + 1]
        if any(character.isalnum() or character in "_:" for character in outside):
            continue
        # 1::2 is a slice of an array more often than an address, 1:1:2:1:1:1:1:3 a recipe.
        if len(value.replace(":", "")) < (_FEWEST_SHORT if "::" in value else _FEWEST_FULL):
            continue
        if not any(character.isdigit() for character in value):
            continue
        try:
            outward = ipaddress.IPv6Address(value).is_global
        except ValueError:
            continue
        if outward:
            yield start, end
