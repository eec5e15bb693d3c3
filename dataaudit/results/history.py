"""Runs over time, from their manifests and summaries alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dataaudit.errors import AuditError, InputError
from dataaudit.findings.finding import RANK
from dataaudit.store.manifest import NAME, read_manifest

METRICS = (
    "rows.read", "rows.kept_rate", "duplicates.row.rate", "duplicates.near.rate", "length.tokens.median",
    "quality.score.mean", "language.largest_share", "labels.issues.share",
)  # fmt: skip
"""What is shown over time unless other metrics are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """A finished run.

    Attributes:
        path: Its folder, relative to the one that was looked through.
        name: Of its pipeline.
        finished: When, ISO 8601.
        seconds: How long it took.
        rows: Rows read, kept, dropped and quarantined.
        metrics: By dotted name.
        findings: Count by name, of findings of severity warning or error.
        errors: Findings of severity error.
        warnings: Findings of severity warning.
        verdict: passed, failed or None.
        new: Names of findings that the run of the same pipeline before it did not have.
        gone: Names of findings that it had, and that this one does not have.
    """

    path: str
    name: str
    finished: str
    seconds: float
    rows: Mapping[str, int]
    metrics: Mapping[str, float | int | None]
    findings: Mapping[str, int]
    errors: int
    warnings: int
    verdict: str | None
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def past_runs(folder: Path) -> tuple[list[PastRun], list[str]]:
    """All finished runs in a folder and those below it, the oldest first.

    Args:
        folder: Looked through to any depth; what is inside a run is not.

    Returns:
        The runs, and a sentence for each that cannot be read.

    Raises:
        InputError: There is no such folder, or it has no run.
    """
    if not folder.is_dir():
        message = f"{folder}: no such folder"
        raise InputError(message)
    records: list[dict[str, Any]] = []
    problems = []
    for path in _run_folders(folder):
        try:
            records.append(_record(path, folder))
        except (AuditError, OSError, ValueError, KeyError, TypeError) as error:
            problems.append(f"{path}: cannot be read ({error}); left out")
    if not records:
        message = f"{folder}: holds no finished run; run dataaudit run --out {folder}/NAME first"
        raise InputError(message)
    records.sort(key=lambda one: (one["finished"], one["path"]))
    before: dict[str, Mapping[str, int]] = {}
    runs = []
    for record in records:
        known = before.get(record["name"])
        found = record["findings"]
        new = () if known is None else tuple(name for name in found if name not in known)
        gone = () if known is None else tuple(name for name in known if name not in found)
        runs.append(PastRun(**record, new=new, gone=gone))
        before[record["name"]] = found
    return runs, problems


def _run_folders(folder: Path) -> list[Path]:
    if (folder / NAME).is_file():
        return [folder]
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink() and not path.name.startswith("."):
            found += _run_folders(path)
    return found


def _record(path: Path, folder: Path) -> dict[str, Any]:
    manifest = read_manifest(path)
    if manifest is None:
        message = "no manifest"
        raise ValueError(message)
    summary = json.loads((path / "summary.json").read_bytes())
    weighty = [one for one in summary["findings"] if one["status"] == "found" and one["severity"] != "info"]
    weighty.sort(key=lambda one: -RANK[one["severity"]])
    return {
        "path": path.relative_to(folder).as_posix(),
        "name": str(manifest.configuration.get("name", "diagnose")),
        "finished": manifest.finished,
        "seconds": manifest.seconds,
        "rows": summary["rows"],
        "metrics": summary["metrics"],
        "findings": {one["name"]: int(one["count"]) for one in weighty},
        "errors": sum(one["severity"] == "error" for one in weighty),
        "warnings": sum(one["severity"] == "warning" for one in weighty),
        "verdict": summary["verdict"],
    }
