"""What to do about a run, in order of effect: the page, the terminal and the notebook show the same steps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dataaudit.findings.finding import RANK, Result, RowFinding
from dataaudit.findings.page import page_of
from dataaudit.findings.registry import find_finding

MOST = 5
_SETTING = re.compile(r"clean\.(\w+): (\[[^\]]+\]|[a-z]+)")
_NOTHING = "Nothing"
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


def next_steps(findings: Sequence[Result], clean: Mapping[str, Any], most: int = MOST) -> list[NextStep]:
    """Errors before warnings, then by the rows concerned; what the run has repaired itself is left out.

    Args:
        findings: Of a run.
        clean: The ``clean`` section of its configuration.
        most: Steps returned.
    """
    open_ones = [one for one in findings if _is_open(one, clean)]
    steps: dict[str, NextStep] = {}
    for one in sorted(open_ones, key=lambda one: (-RANK[one.severity], -_effect(one), one.code)):
        steps.setdefault(one.name, _step(one))
    return list(steps.values())[:most]


def settings_of(steps: Sequence[NextStep]) -> list[str]:
    """The settings of all steps as ``--set`` takes them, lists of one key joined.

    Examples:
        >>> def step(setting):
        ...     return NextStep(None, 1, setting, "")
        >>> settings_of([step("clean.drop=[a]"), step("clean.pii=mask"), step("clean.drop=[b]"), step(None)])
        ['clean.drop=[a, b]', 'clean.pii=mask']
    """
    values: dict[str, list[str]] = {}
    for step in steps:
        if step.setting is not None:
            key, _, value = step.setting.partition("=")
            values.setdefault(key, [])
            values[key] += [one for one in value.strip("[]").split(", ") if one not in values[key]]
    lists = {step.setting.partition("=")[0] for step in steps if step.setting and step.setting.endswith("]")}
    return [f"{key}=[{', '.join(names)}]" if key in lists else f"{key}={names[0]}" for key, names in values.items()]


def _is_open(one: Result, clean: Mapping[str, Any]) -> bool:
    if one.severity == "info" or one.status != "found":
        return False
    kind = _DROPPED_AS.get(one.code)
    if kind is not None and kind in clean.get("duplicates", ()):
        return False
    if {one.code, one.name} & set(clean.get("drop", ())):
        return False
    setting = _setting(one)
    if setting is not None and str(clean.get(setting[0])) == setting[1]:
        return False
    return kind is not None or not page_of(find_finding(one.code)).advice.startswith(_NOTHING)


def _effect(one: Result) -> float:
    """Rows concerned; of findings about something else, their share counts."""
    return float(one.count) if issubclass(find_finding(one.code), RowFinding) else float(one.share or 0.0)


def _setting(one: Result) -> tuple[str, str] | None:
    """Key of ``clean`` and value that the advice names first."""
    match = _SETTING.search(page_of(find_finding(one.code)).advice)
    return (match[1], match[2]) if match else None


def _step(one: Result) -> NextStep:
    of_rows = issubclass(find_finding(one.code), RowFinding)
    setting = _setting(one)
    command = f"dataaudit show RUN {one.name}" if one.row_ids else f"dataaudit explain {one.name}"
    return NextStep(
        finding=one,
        rows=one.count if of_rows else None,
        setting=f"clean.{setting[0]}={setting[1]}" if setting else None,
        command=command,
    )
