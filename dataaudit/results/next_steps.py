"""What to do about a run, in order of effect: the page, the terminal and the notebook show the same steps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dataaudit.findings.finding import RANK, Result, RowFinding
from dataaudit.findings.page import page_of
from dataaudit.findings.registry import find_finding

MOST = 5
_SETTING = re.compile(r"clean\.(\w+): (\[[^\]]+\]|[a-z]+)")
_NOTHING = "Nothing"
_JUDGED = "quality"
"""Family whose findings are judgements by thresholds, of which more are wrong than of the others."""
_ALWAYS = ("leakage",)
"""Families that are to be looked at however few rows they concern: who names evaluation data asks about them."""
_RELABELLED = ("labels",)
"""Families whose rows are to be relabelled first, and not dropped."""
_DROPPED_AS = {"DUP001": "exact", "DUP002": "minhash", "DUP006": "embedding"}
"""Kinds of ``clean.duplicates`` by the finding that is the witness of what they drop."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do.

    Attributes:
        finding: What it is about.
        rows: Rows that it concerns; None of a finding about something else than rows.
        setting: Key and value that repair it in the clean data set, as ``clean.pii=mask``; None where there is none.
        command: Shows the evidence; the run is named as ``RUN``.
    """

    finding: Result
    rows: int | None
    setting: str | None
    command: str

    def __repr__(self) -> str:
        """Severity, name, rows, setting and command in one line."""
        rows = f", {self.rows:,} rows" if self.rows is not None else ""
        setting = f", --set '{self.setting}'" if self.setting else ""
        return f"<NextStep {self.finding.severity} {self.finding.name}{rows}{setting}: {self.command}>"


def next_steps(findings: Sequence[Result], clean: Mapping[str, Any], most: int = MOST) -> list[NextStep]:
    """Errors before warnings, facts before judgements of quality, then by the rows concerned.

    What the run has repaired itself is left out.

    Args:
        findings: Of a run.
        clean: The ``clean`` section of its configuration.
        most: Steps returned.
    """
    open_ones = [one for one in findings if _is_open(one, clean)]
    steps: dict[str, NextStep] = {}
    for one in sorted(open_ones, key=lambda one: (-RANK[one.severity], one.family == _JUDGED, -_effect(one), one.code)):
        steps.setdefault(one.name, _step(one, clean))
    return list(steps.values())[:most]


def repair(one: Result, clean: Mapping[str, Any]) -> Literal["drop", "edit"] | None:
    """What a run does about a finding in its clean data set: drops its rows, or replaces the places; None for nothing.

    Rows that are to be dropped may stay all the same: duplicates with another label, or of an evaluation split.
    """
    kind = _DROPPED_AS.get(one.code)
    if kind is not None:
        return "drop" if kind in clean.get("duplicates", ()) else None
    dropped = set(clean.get("drop", ()))
    if {one.code, one.name} & dropped:
        return "drop"
    advised = _advised(one)
    if advised is None:
        return None
    key, value = advised
    if isinstance(value, list):
        return "drop" if set(value) <= dropped else None
    return "edit" if str(clean.get(key)) == value else None


def _is_open(one: Result, clean: Mapping[str, Any]) -> bool:
    if one.status != "found" or (one.severity == "info" and one.family not in _ALWAYS):
        return False
    if repair(one, clean) is not None:
        return False
    return one.code in _DROPPED_AS or not page_of(find_finding(one.code)).advice.startswith(_NOTHING)


def _effect(one: Result) -> float:
    """Rows concerned; of findings about something else, their share counts."""
    return float(one.count) if issubclass(find_finding(one.code), RowFinding) else float(one.share or 0.0)


def _advised(one: Result) -> tuple[str, str | list[str]] | None:
    """Key of ``clean`` and value that the advice names first; None where it advises something else first."""
    if one.family in _RELABELLED or one.code in _DROPPED_AS:
        return None
    match = _SETTING.search(page_of(find_finding(one.code)).advice)
    if match is None:
        return None
    return match[1], match[2][1:-1].split(", ") if match[2].startswith("[") else match[2]


def _setting(one: Result, clean: Mapping[str, Any]) -> str | None:
    """What repairs it, beside what the run repairs already: a list replaces the list that a run has."""
    if one.code in _DROPPED_AS:
        key, value = "duplicates", [_DROPPED_AS[one.code]]
    else:
        advised = _advised(one)
        if advised is None:
            return None
        if isinstance(advised[1], str):
            return f"clean.{advised[0]}={advised[1]}"
        key, value = advised[0], advised[1]
    return f"clean.{key}=[{', '.join(dict.fromkeys([*clean.get(key, ()), *value]))}]"


def _step(one: Result, clean: Mapping[str, Any]) -> NextStep:
    command = f"dataaudit show RUN {one.name}" if one.row_ids else f"dataaudit explain {one.name}"
    of_rows = issubclass(find_finding(one.code), RowFinding)
    return NextStep(finding=one, rows=one.count if of_rows else None, setting=_setting(one, clean), command=command)
