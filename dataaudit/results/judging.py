"""What a run is judged by: rules, waivers, a baseline, and the severity that fails."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from dataaudit.config.shipped import find_declared
from dataaudit.errors import ConfigurationError, RuleError
from dataaudit.findings.finding import RowFinding
from dataaudit.findings.resolve_findings import TRAINING
from dataaudit.gates.applied_waivers import applied_waivers, expired_notes
from dataaudit.gates.counted_rows import Before, CountedRows, Found
from dataaudit.gates.data_places import SHOWN
from dataaudit.gates.evaluate import check_gate, evaluate_gate
from dataaudit.gates.rules import Gate, load_gate
from dataaudit.gates.verdict import GateResult
from dataaudit.gates.waivers import PlacedWaiver, load_waivers, waiver_files
from dataaudit.results.comparison.compare import baseline_metric_names, before_of, compare
from dataaudit.results.comparison.sides import Side, key_of, open_side
from dataaudit.results.comparison.snapshot import Snapshot, snapshot_of
from dataaudit.results.result import AuditResult
from dataaudit.store.manifest import needs_available

FailOn = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """See the module.

    Attributes:
        gate: Rules and suites; None if the severity of findings alone decides.
        fail_on: The mildest severity that fails.
        waivers: All that are written, expired ones too.
        baseline: What the run is compared with, or None.
        today: The day on which waivers have to hold.
        contents: Digest of the rules' content.
    """

    gate: Gate | None
    fail_on: FailOn | None
    waivers: tuple[PlacedWaiver, ...] = ()
    baseline: Side | None = None
    today: date = field(default_factory=date.today)
    contents: str = ""

    @property
    def holding(self) -> tuple[PlacedWaiver, ...]:
        """The waivers that hold today."""
        return tuple(one for one in self.waivers if not one.expired(self.today))

    @property
    def key(self) -> str:
        """Digest of all that a verdict depends on beside the run; it changes on the day on which a waiver expires."""
        facts = {
            "rules": self.contents,
            "fail_on": self.fail_on,
            "waivers": [repr(one.waiver) for one in self.holding],
            "baseline": _identity(self.baseline),
        }
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]

    def check(
        self,
        metrics: Iterable[str],
        columns: Mapping[str, bool],
        found: Found,
        clean: Collection[str] | None = None,
    ) -> None:
        """Fail, before a run, on rules about what it will not have.

        Raises:
            RuleError: See ``check_gate``.
        """
        if self.gate is None:
            return
        known = [*metrics, *(baseline_metric_names() if self.baseline is not None else [])]
        before = None
        if self.baseline is not None:
            before = Before(name=_name(self.baseline), metrics=self.baseline.metrics, new={}, looked_for=None)
        check_gate(self.gate, known, columns, replace(found, before=before), clean)

    def outcome(self, result: AuditResult, found: Found) -> GateResult:
        """Judge a run.

        Args:
            result: The run, or as much of it as is there when its gate is evaluated.
            found: What it found and looked for.

        Raises:
            RuleError: A rule cannot be evaluated.
        """
        metrics, before, unknown = dict(result.metrics), None, []
        old: Snapshot | None = None
        rows = result.manifest.roles.get("kind") != TRAINING
        waivers = [one for one in self.holding if rows or not issubclass(one.finding, RowFinding)]
        if waivers or self.baseline is not None:
            needs_available(result.path, result.manifest, "waive or compare rows of")
        if self.baseline is not None:
            if not rows:
                message = f"{result.path}: is a training; rows are compared with {_name(self.baseline)}"
                raise RuleError(message)
            key = key_of(self.baseline)
            old = self.baseline if isinstance(self.baseline, Snapshot) else snapshot_of(self.baseline, key)
            new = snapshot_of(result, key)
            comparison = compare(old, new)
            metrics |= comparison.gate_metrics()
            before = before_of(comparison, old, new, result, key)
            unknown = [one.name for one in new.findings.values() if not before.looked(one.name)]
        found = replace(found, waivers=waivers, before=before)
        judged = evaluate_gate(self.gate, result.path, metrics, found, self.fail_on)
        waived, notes = applied_waivers(found, result.path)
        notes += expired_notes(self.waivers, found, self.today)
        if old is not None and old.version != version("dataaudit"):
            notes.append(
                f"{_name(self.baseline)} was made by dataaudit {old.version}, this run by {version('dataaudit')}: what "
                "either finds may differ without the data having changed; make the lock again"
            )
        if unknown:
            notes.append(f"not compared, because {_name(self.baseline)} did not look for them: {', '.join(unknown)}")
        counted, fresh = CountedRows(result.path, found), CountedRows(result.path, found, only_new=True)
        newly = [one for one in found.findings if one.status == "found" and before and before.new.get(one.code)]
        newly = [one for one in newly if fresh.count(one)]
        if newly and before is not None:
            told = dict.fromkeys(f"{one.name} {before.new[one.code].count:,}" for one in newly)
            notes.append(f"new against {before.name}: {', '.join(told)}")
        of_waivers = {one.finding.code for one in waivers}
        waivable = [one for one in found.findings if one.status == "found" and one.code in of_waivers]
        return replace(
            judged,
            waived=tuple(waived),
            notes=tuple(notes),
            baseline=None if before is None else before.name,
            known=() if before is None else tuple(code for code, rows in before.new.items() if not rows.count),
            accepted=tuple(one.code for one in waivable if not counted.count(one)),
            new_rows={one.code: tuple(fresh.first(one, SHOWN)) for one in newly},
            key=self.key,
        )


def load_judging(
    rules: Sequence[str],
    fail_on: FailOn | None = None,
    allow: str | Path | None = None,
    baseline: str | Path | None = None,
) -> Judging | None:
    """Read all that a run is judged by; None where nothing is named.

    Args:
        rules: Shipped gates by name, or paths of rule files or suites.
        fail_on: The mildest severity of a failed rule, and of a finding, that fails.
        allow: File of waivers; ``allow.yml`` beside the rules and in the working folder when None.
        baseline: Folder of a run, or a lock.

    Raises:
        AuditError: A file is missing or wrong.
    """
    if not rules and fail_on is None:
        if baseline is not None:
            message = "a baseline is compared by rules: name some, as --rules baseline"
            raise ConfigurationError(message)
        return None
    contents = hashlib.sha256()
    for name in rules:
        contents.update(find_declared("rules/gates", name).read_bytes())
    return Judging(
        gate=load_gate(rules) if rules else None,
        fail_on=fail_on,
        waivers=load_waivers(waiver_files(rules, Path(allow) if allow else None)),
        baseline=None if baseline is None else open_side(baseline),
        contents=contents.hexdigest(),
    )


def _name(side: Side | None) -> str:
    return str(side.path) if isinstance(side, AuditResult) else side.name if side is not None else ""


def _identity(side: Side | None) -> str | None:
    if side is None:
        return None
    if isinstance(side, AuditResult):
        return side.manifest.run_key
    return hashlib.sha256(json.dumps(asdict(replace(side, name="")), sort_keys=True).encode()).hexdigest()
