"""Compares a run, or a lock, with an older one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dataaudit.findings.finding import RowFinding, Severity
from dataaudit.findings.registry import find_finding
from dataaudit.gates.counted_rows import Before, NewRows
from dataaudit.gates.evaluate import BASELINE
from dataaudit.results.comparison.digest_key import keyed
from dataaudit.results.comparison.drift import Drift, drifts
from dataaudit.results.comparison.rises import RISING, rises
from dataaudit.results.comparison.row_changes import RowChanges
from dataaudit.results.comparison.snapshot import CATEGORIES, NUMBERS, Snapshot, finding_digests
from dataaudit.results.result import AuditResult
from dataaudit.store.parts import scan_parts

_TOLD = 5
_BY_STAGE = ("language", "script")
"""Columns that a run lacks where a stage is off: no value of them is known to be gone then."""
_PLURAL = {"label": "classes", "split": "splits", "language": "languages", "script": "scripts"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingChange:
    """A finding on both sides.

    Attributes:
        code: Its code.
        name: Its name.
        severity: On the newer side, or on the older where the newer does not find it.
        before: Count on the older side; None where it did not look for it.
        after: Count on the newer side; likewise.
        new: Rows, or other subjects, that only the newer side has; None where that is not known.
        gone: Those that only the older side has; likewise.
    """

    code: str
    name: str
    severity: Severity
    before: int | None
    after: int | None
    new: int | None
    gone: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What has changed.

    Attributes:
        old: Name of the older side.
        new: Name of the newer side.
        rows: Rows read, kept, dropped and quarantined, before and after.
        row_changes: Rows added, removed and changed; None where one side is a lock, which knows files alone.
        files: By name: rows before and after, None where it is not there, and whether its content changed.
        columns: By name: types before and after, None where it is not there; changed ones alone.
        nulls: By column: shares without a value before and after; changed ones alone.
        values: By ``classes``, ``splits``, ``languages``, ``scripts``: values that are new, and that are gone.
        findings: Those that either side found.
        drift: How far distributions are apart.
        metrics: By name: before and after; changed ones alone.
        rises: By family of findings about rows: how much more of the rows one of them finds at least, and which.
        version: Versions of dataaudit on both sides.
    """

    old: str
    new: str
    rows: dict[str, tuple[int, int]]
    row_changes: RowChanges | None
    files: dict[str, dict[str, Any]]
    columns: dict[str, tuple[str | None, str | None]]
    nulls: dict[str, tuple[float, float]]
    values: dict[str, dict[str, list[str]]]
    findings: tuple[FindingChange, ...]
    drift: tuple[Drift, ...]
    metrics: dict[str, tuple[float | int | None, float | int | None]]
    rises: dict[str, tuple[float, str]]
    version: tuple[str, str]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    def gate_metrics(self) -> dict[str, float | int | None]:
        """What rules relative to a baseline may name."""
        changed = [after for before, after in self.columns.values() if before is not None]
        increase = [after - before for before, after in self.nulls.values()]
        found: dict[str, float | int | None] = {
            "rows.change_share": _share(self.rows["read"]),
            "files.gone": sum(one["after"] is None for one in self.files.values()),
            "files.changed": sum(bool(one["changed"]) for one in self.files.values()),
            "columns.gone": sum(after is None for after in changed),
            "columns.retyped": sum(after is not None for after in changed),
            "columns.null_share_increase": max([0.0, *increase]),
            "findings.new": sum(bool(one.new) for one in self.findings),
        }
        for kind, both in self.values.items():
            found[f"{kind}.gone"] = len(both["gone"])
            found[f"{kind}.new"] = len(both["new"])
        for one in self.drift:
            found[f"drift.{one.subject}"] = one.effect
            found[f"drift.{one.subject}.at_least"] = one.low if one.effect is not None else None
        found |= {f"rise.{family}.at_least": rise for family, (rise, _) in self.rises.items()}
        return {f"{BASELINE}{name}": found.get(name) for name in _names()}  # None: not known

    def details(self) -> dict[str, str]:
        """By metric of ``gate_metrics``: what it is about, by name; of those about which there is more to say."""
        told = {
            "files.gone": [name or "the table" for name, one in self.files.items() if one["after"] is None],
            "files.changed": [name or "the table" for name, one in self.files.items() if one["changed"]],
            "columns.gone": [name for name, (old, new) in self.columns.items() if old and not new],
            "columns.retyped": [f"{name}: {old} to {new}" for name, (old, new) in self.columns.items() if old and new],
            "columns.null_share_increase": [
                f"{name}: {old:.1%} to {new:.1%}" for name, (old, new) in self.nulls.items() if new > old
            ],
        }
        for kind, both in self.values.items():
            told |= {f"{kind}.gone": both["gone"], f"{kind}.new": both["new"]}
        for drift in self.drift:
            shares = [f"{name}: {old:.1%} to {new:.1%}" for name, (old, new) in drift.shares.items()]
            if drift.quartiles:
                before, after = (", ".join(f"{one:g}" for one in side) for side in drift.quartiles)
                shares = [f"quartiles {before} to {after}"]
            told |= {f"drift.{drift.subject}": shares, f"drift.{drift.subject}.at_least": shares}
        told |= {f"rise.{family}.at_least": [words] for family, (_, words) in self.rises.items() if words}
        return {
            f"{BASELINE}{name}": "; ".join(words[:_TOLD]) + ("; …" if len(words) > _TOLD else "")
            for name, words in told.items()
            if words
        }


def baseline_metric_names() -> list[str]:
    """Names of all metrics of a comparison, for checks before a run."""
    return [f"{BASELINE}{name}" for name in _names()]


def _names() -> list[str]:
    names = [
        "rows.change_share", "files.gone", "files.changed", "columns.gone", "columns.retyped",
        "columns.null_share_increase", "findings.new",
    ]  # fmt: skip
    names += [f"rise.{family}.at_least" for family in RISING]
    names += [f"{kind}.{side}" for kind in _PLURAL.values() for side in ("gone", "new")]
    for subject in (*NUMBERS, *CATEGORIES, "vocabulary", "embeddings"):
        names += [f"drift.{subject}", f"drift.{subject}.at_least"]
    return names


def compare(old: Snapshot, new: Snapshot, rows: RowChanges | None = None) -> Comparison:
    """Compare two sides.

    Args:
        old: The older side.
        new: The newer side, with digests under the key of the older.
        rows: What became of the rows, where both are runs.
    """
    return Comparison(
        old=old.name,
        new=new.name,
        rows={key: (old.rows[key], new.rows[key]) for key in new.rows},
        row_changes=rows,
        files=_files(old, new),
        columns=_changed(old.columns, new.columns),
        nulls={
            name: (old.nulls[name], share)
            for name, share in new.nulls.items()
            if name in old.nulls and share != old.nulls[name]
        },
        values={
            _PLURAL[name]: _values(name, old, new)
            for name in CATEGORIES
            if name not in _BY_STAGE or all(name in side.categories for side in (old, new))
        },
        findings=tuple(_finding(code, old, new) for code in sorted({*old.findings, *new.findings})),
        drift=tuple(drifts(old, new)),
        metrics=_changed(old.metrics, new.metrics),
        rises=rises(old, new),
        version=(old.version, new.version),
    )


def before_of(comparison: Comparison, old: Snapshot, new: Snapshot, result: AuditResult, key: bytes) -> Before:
    """What rules relative to a baseline need.

    Args:
        comparison: Of the two.
        old: The baseline.
        new: The run.
        result: The run itself, whose rows are looked up.
        key: Of the digests of both.
    """
    rows = scan_parts(result.path, "rows")
    fresh: dict[str, NewRows] = {}
    for code, seen in new.findings.items():
        known = old.findings.get(code)
        if old.looked_for is not None and seen.name not in old.looked_for:
            continue  # whether it was there before is not known
        if known is None and not issubclass(find_finding(code), RowFinding):
            fresh[code] = NewRows(seen.count)
        elif _of_the_whole(code):
            fresh[code] = NewRows(0)
        elif seen.rows is None or (known is not None and known.rows is None):
            fresh[code] = NewRows(max(0, seen.count - (known.count if known else 0)))
        else:
            held = frozenset(known.rows or ()) if known else frozenset()
            found = finding_digests(rows, code).iter_rows()
            row_ids = frozenset(row_id for row_id, digest in found if keyed(digest, key) not in held)
            fresh[code] = NewRows(len(row_ids), row_ids)
    severities = {code: seen.severity for code, seen in old.findings.items()}
    return Before(
        name=old.name,
        metrics=old.metrics,
        new=fresh,
        looked_for=old.looked_for,
        severities=severities,
        details=comparison.details(),
    )


def _of_the_whole(code: str) -> bool:
    """Whether a finding is there or is not, and its count is that of the rows it was looked for in."""
    kind = find_finding(code)
    return kind.subject == "dataset" and kind.family != "reading"


def _share(counts: tuple[int, int]) -> float | None:
    change = counts[1] - counts[0]
    return change / counts[0] if counts[0] else None if change else 0.0


def _files(old: Snapshot, new: Snapshot) -> dict[str, dict[str, Any]]:
    files = {}
    for name in sorted({*old.files, *new.files}):
        before, after = old.files.get(name), new.files.get(name)
        changed = before is not None and after is not None and before.digest != after.digest
        if before is None or after is None or changed:
            files[name] = {
                "before": before.rows if before else None,
                "after": after.rows if after else None,
                "changed": changed,
            }
    return files


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    names = dict.fromkeys([*old, *new])
    return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}


def _values(name: str, old: Snapshot, new: Snapshot) -> dict[str, list[str]]:
    before, after = (set(side.categories[name].counts) if name in side.categories else set() for side in (old, new))
    beyond = any(name in side.categories and side.categories[name].other for side in (old, new))
    if beyond:  # a value may be among those that are not listed
        return {"new": [], "gone": []}
    return {"new": sorted(after - before), "gone": sorted(before - after)}


def _finding(code: str, old: Snapshot, new: Snapshot) -> FindingChange:
    before, after = old.findings.get(code), new.findings.get(code)
    seen = new.findings.get(code) or old.findings[code]
    counts = [
        one.count if one else 0 if side.looked_for is None or seen.name in side.looked_for else None
        for one, side in ((before, old), (after, new))
    ]
    if None in counts:
        fresh, gone = None, None
    elif _of_the_whole(code) and before is not None and after is not None:
        fresh, gone = 0, 0
    elif any(one is not None and one.rows is None for one in (before, after)):
        fresh, gone = max(0, (counts[1] or 0) - (counts[0] or 0)), max(0, (counts[0] or 0) - (counts[1] or 0))
    else:
        fresh = _minus(after.rows if after else (), before.rows if before else ())
        gone = _minus(before.rows if before else (), after.rows if after else ())
    return FindingChange(
        code=code, name=seen.name, severity=seen.severity, before=counts[0], after=counts[1], new=fresh, gone=gone
    )


def _minus(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> int:
    held = frozenset(other or ())
    return sum(digest not in held for digest in one or ())
