"""Writes waivers: the reading side is ``gates.waivers``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import ConfigurationError, InputError
from dataaudit.findings.finding import RowFinding
from dataaudit.findings.registry import all_findings
from dataaudit.gates.waivers import load_waivers
from dataaudit.results.explain_row import find_row
from dataaudit.results.result import AuditResult
from dataaudit.store.atomic import write_bytes

DAYS = 90
"""How long a waiver holds unless its last day is named."""
_HEAD = "# What was found, was looked at, and is accepted until a day. dataaudit gate reads it.\nwaivers:\n"


def allow(
    result: AuditResult,
    finding: str,
    rows: Sequence[str],
    *,
    reason: str,
    owner: str,
    until: date | None,
    path: Path,
    today: date | None = None,
) -> date:
    """Add a waiver to a file.

    Args:
        result: The run in which it was found.
        finding: Name or code of the finding.
        rows: Row ids, or ``file:position``; none for a finding about the data as a whole.
        reason: Why it is accepted.
        owner: Who answers for it.
        until: Last day on which it holds; ``DAYS`` from today when None.
        path: The file; made if need be, else added to.
        today: The day from which is counted.

    Returns:
        The last day.

    Raises:
        ConfigurationError: There is no such finding, the day is over, or the file is wrong.
        InputError: There is no such row, or the finding did not find it.
    """
    known = {name: one for one in all_findings() for name in (one.name, one.code)}
    if finding not in known:
        message = f"there is no finding '{finding}'{did_you_mean(finding, known)}"
        raise ConfigurationError(message)
    kind, start = known[finding], today or date.today()
    last = until or start + timedelta(days=DAYS)
    if last < start:
        message = f"--until {last}: the day is over; name a later one"
        raise ConfigurationError(message)
    about_rows = issubclass(kind, RowFinding)
    if about_rows != bool(rows):
        what = "about rows: name at least one" if about_rows else "about the data as a whole: name no rows"
        message = f"{kind.name} is {what}"
        raise ConfigurationError(message)
    if not any(one.code == kind.code and one.status == "found" for one in result.findings):
        message = f"{result.path}: {kind.name} was not found in this run; there is nothing to waive"
        raise InputError(message)
    digests = []
    for word in rows:
        row = find_row(result.path, word)
        if kind.code not in row["flags"]:
            message = f"{word}: {kind.name} does not find this row; dataaudit show {result.path} {word} says what does"
            raise InputError(message)
        digests.append((f"{row['row_digest']:016x}", f"{row['file']}:{row['position']}"))
    before = path.read_text(encoding="utf-8") if path.exists() else _HEAD
    held = load_waivers([path]) if path.exists() else ()  # what is wrong already is told before anything is added
    marks = {digest for digest, _ in digests}
    for one in held:
        same = one.finding is kind and not one.waiver.files and set(one.waiver.rows) == marks
        if same and not one.expired(start):
            message = f"{one.place}: waives this already, until {one.waiver.until}; change that entry"
            raise ConfigurationError(message)
    written = "".join([before, "" if before.endswith("\n") else "\n", *_entry(kind.name, digests, reason, owner, last)])
    write_bytes(path, written.encode())
    return last


def _entry(name: str, digests: Sequence[tuple[str, str]], reason: str, owner: str, last: date) -> list[str]:
    lines = [f"  - finding: {name}\n"]
    if digests:
        lines += ["    rows:\n", *(f"      - {_quoted(one)}  # {_comment(place)}\n" for one, place in digests)]
    return [
        *lines,
        f"    reason: {_quoted(reason)}\n",
        f"    owner: {_quoted(owner)}\n",
        f"    until: {last.isoformat()}\n",
    ]


def _quoted(text: str) -> str:
    """A YAML scalar that is a string whatever it holds."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in escaped) + '"'


def _comment(text: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in text)
