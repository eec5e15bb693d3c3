r"""Workflow commands of GitHub: what a job prints becomes annotations of a pull request, at the file and its line.

Source: GitHub Docs, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from collections.abc import Sequence

from dataaudit.findings.finding import RANK, Result
from dataaudit.gates.data_places import DataPlace, DataPlaces
from dataaudit.gates.verdict import GateResult

_LEVEL = {"error": "error", "warning": "warning", "info": "notice"}
MOST = 10
"""Annotations of one level that GitHub shows of a step."""


def github_annotations(outcome: GateResult, findings: Sequence[Result], places: DataPlaces) -> str:
    """Failed rules, then findings of severity warning or error, the gravest first; a line each, nothing else.

    What is waived, and what a baseline knows already, is left out: a pull request is about what it changes.
    """
    lines = []
    for rule in outcome.results:
        if not rule.passed:
            place = next((places.of_row(row) for row in rule.rows), None)
            where = {**_where(place), "title": f"rule {rule.id}"}
            lines.append((rule.severity, command(_LEVEL[rule.severity], rule.sentence, **where)))
    told = [
        one
        for one in findings
        if one.status == "found"
        and one.severity != "info"
        and one.code not in outcome.known
        and one.code not in outcome.accepted
    ]
    for one in sorted(told, key=lambda one: -RANK[one.severity]):
        place = next(iter(places.of(one)), None)
        where = _where(place)
        where["title"] = f"{one.code} {one.name}"
        lines.append((one.severity, command(_LEVEL[one.severity], one.message, **where)))
    shown: dict[str, int] = {}
    kept = []
    for severity, line in lines:
        shown[severity] = shown.get(severity, 0) + 1
        if shown[severity] <= MOST:
            kept.append(line)
    return "".join(f"{line}\n" for line in kept)


def _where(place: DataPlace | None) -> dict[str, str | int]:
    if place is None:
        return {}
    return {"file": place.path} | ({"line": place.line} if place.line is not None else {})


def command(level: str, message: str, **properties: str | int) -> str:
    r"""One workflow command; nothing in it can begin another.

    Examples:
        >>> command("error", "100% wrong\n::error::more", file="a,b:c.txt", line=3)
        '::error file=a%2Cb%3Ac.txt,line=3::100%25 wrong%0A::error::more'
    """
    named = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{level}{' ' if named else ''}{named}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
