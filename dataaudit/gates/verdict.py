"""What a gate decides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from dataaudit.errors import RunDirectoryError
from dataaudit.gates.rules import Severity

Verdict = Literal["passed", "failed"]
GATE = "gate.json"
"""File of a gate's outcome in the folder of a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """One rule's outcome.

    Attributes:
        id: The rule's id, or an expectation's name.
        subject: The metric or column.
        passed: Whether the bounds hold.
        severity: Of a failure.
        message: One sentence: what was measured, what is allowed.
        value: The metric, or the share of values within the bounds; None where there is neither.
        minimum: Smallest value allowed.
        maximum: Largest value allowed.
        checked: Values looked at; 1 for a metric, 0 for one without a value.
        outside: Values outside the bounds.
        why: Why the rule is there.
        file: Where it is written.
        line: Its line.
        about: metric, column, findings, or expectation of a foreign suite.
        of: What of it was measured: count, share, new or change.
        detail: What the measured number is about, by name, as classes that are gone.
        rows: The first rows that a failed rule about findings found, as ``FILE:POSITION``.
        skipped: Whether the run does not have what it is about, which the rule allows; it counts as passed.
    """

    id: str
    subject: str
    passed: bool
    severity: Severity
    message: str
    value: float | None
    minimum: float | None
    maximum: float | None
    checked: int
    outside: int
    why: str
    file: str
    line: int
    about: Literal["metric", "column", "findings", "expectation"] = "expectation"
    of: str = "count"
    detail: str = ""
    rows: tuple[str, ...] = ()
    skipped: bool = False

    @property
    def sentence(self) -> str:
        """The message with the first rows."""
        return f"{self.message} ({'; '.join(self.rows)})" if self.rows else self.message


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """What a waiver accepted.

    Attributes:
        finding: Name of the finding.
        rows: Rows that it found and that do not count; None where the finding as a whole does not.
        owner: Who answers for it.
        reason: Why.
        until: Last day on which it holds, ISO 8601.
        file: Where it is written.
        line: Its line.
    """

    finding: str
    rows: int | None
    owner: str
    reason: str
    until: str
    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """A gate's outcome.

    Attributes:
        results: One a rule, in the order of the files.
        fail_on: The mildest severity that fails the gate.
        waived: What waivers accepted.
        notes: Sentences for the user: waivers that expired or have lost their rows.
        baseline: The run or lock that it was compared with.
        known: Codes of findings of which nothing is new against the baseline.
        accepted: Codes of findings of which waivers accept all.
        new_rows: Ids of the first rows that the baseline did not have, by the code of their finding.
        key: Digest of rules, waivers that hold, baseline and ``fail_on``.
    """

    results: tuple[RuleResult, ...]
    fail_on: Literal["error", "warning"]
    waived: tuple[Waived, ...] = ()
    notes: tuple[str, ...] = ()
    baseline: str | None = None
    known: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    new_rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    key: str = ""

    @property
    def verdict(self) -> Verdict:
        """Failed when a rule failed that is severe enough."""
        return "failed" if any(self.fails(one) for one in self.results) else "passed"

    def fails(self, one: RuleResult) -> bool:
        """Whether a rule's outcome alone fails the gate."""
        return not one.passed and one.severity in (("error", "warning") if self.fail_on == "warning" else ("error",))

    def to_json(self) -> dict[str, Any]:
        """The content of ``gate.json``."""
        failed = [one for one in self.results if not one.passed]
        skipped = sum(one.skipped for one in self.results)
        counts = {"rules": len(self.results), "skipped": skipped, "failed": len(failed)}
        for severity in ("error", "warning", "info"):
            counts[f"failed_{severity}"] = sum(one.severity == severity for one in failed)
        return {
            "verdict": self.verdict,
            "fail_on": self.fail_on,
            "baseline": self.baseline,
            "known": list(self.known),
            "accepted": list(self.accepted),
            "new_rows": {code: list(rows) for code, rows in self.new_rows.items()},
            "key": self.key,
            "counts": counts,
            "rules": [asdict(one) for one in self.results],
            "waived": [asdict(one) for one in self.waived],
            "notes": list(self.notes),
        }


def read_gate(folder: Path) -> GateResult:
    """The outcome that a run's ``gate.json`` holds.

    Raises:
        RunDirectoryError: There is none, or it is not what was written.
    """
    path = folder / GATE
    try:
        data = json.loads(path.read_bytes())
        rules = [RuleResult(**{**one, "rows": tuple(one["rows"])}) for one in data["rules"]]
        return GateResult(
            results=tuple(rules),
            fail_on=data["fail_on"],
            waived=tuple(Waived(**one) for one in data["waived"]),
            notes=tuple(data["notes"]),
            baseline=data["baseline"],
            known=tuple(data["known"]),
            accepted=tuple(data["accepted"]),
            new_rows={code: tuple(rows) for code, rows in data["new_rows"].items()},
            key=data["key"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{path}: is missing or damaged; run dataaudit gate {folder} again"
        raise RunDirectoryError(message) from error
