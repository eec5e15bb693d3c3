"""GitLab's code-quality report: failed rules and findings at the file and line that they are about.

Source: GitLab Docs, "Code Quality report format".
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from dataaudit.findings.finding import Result
from dataaudit.gates.data_places import DataPlace, DataPlaces
from dataaudit.gates.verdict import GateResult

_SEVERITY = {"error": "critical", "warning": "major", "info": "info"}


def code_quality(outcome: GateResult, findings: Sequence[Result], places: DataPlaces) -> list[dict[str, Any]]:
    """One entry a failed rule, and one a located row of a finding.

    A row keeps its fingerprint wherever it moves; of equal rows each has its own, or GitLab would show one.
    """
    entries = [
        _entry(f"rule {one.id}: {one.sentence}", f"gate/{one.id}", one.severity, *places.of_rule(one), one.id)
        for one in outcome.results
        if not one.passed
    ]
    for one in findings:
        if one.status != "found" or one.code in outcome.accepted:
            continue
        rows: Sequence[DataPlace | None] = places.of(one) or (None,)
        seen: Counter[str] = Counter()
        for place in rows:
            path = place.path if place else places.first or "summary.json"
            where = f" ({place.row})" if place else ""
            line = place.line if place else None
            digest = place.digest if place else ""
            mark = f"{one.code} {digest}{f' {seen[digest]}' if seen[digest] else ''}"
            seen[digest] += 1
            entries.append(_entry(f"{one.name}: {one.message}{where}", one.code, one.severity, path, line, mark))
    return entries


def _entry(text: str, check: str, severity: str, path: str, line: int | None, mark: str) -> dict[str, Any]:
    return {
        "description": text,
        "check_name": check,
        "fingerprint": hashlib.sha256(f"dataaudit {mark}".encode()).hexdigest()[:32],
        "severity": _SEVERITY[severity],
        "location": {"path": path, "lines": {"begin": max(1, line or 1)}},
    }
