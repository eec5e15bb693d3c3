"""Judges an audit of a small data set by its right values, as readers wrote them down."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dataaudit import audit

FINDINGS = {
    "empty": "empty-answer",
    "repeated": "repeated-answer",
    "contradictory": "contradictory-answers",
    "roles": "role-order",
    "media": "missing-media",
    "chosen_is_rejected": "equal-sides",
    "unclosed_reasoning": "unclosed-reasoning",
    "missing_labels": "missing-label",
}
"""Findings by the keys of right values: how many rows each flags."""
SETTINGS = [
    *(f"stages.{name}=false" for name in ("quality", "language", "pii", "passages", "embeddings", "labels", "leakage")),
    "stages.tokens.tokenizer=false",
    "report.samples=0",
    "report.clusters=0",
]


def wrong_values(data: Path, right: Mapping[str, Any], out: Path, **given: Any) -> list[str]:
    """What an audit says otherwise than the right values do; nothing where all is right.

    Args:
        data: The data set.
        right: Its right values.
        out: Folder of the run.
        given: Further arguments of the audit.
    """
    result = audit(data, out=out, settings=[*SETTINGS, *right.get("settings", ())], **given)
    rows = result.rows()
    counts = {finding.name: finding.count for finding in result.findings}
    said = {
        "read": rows.height,
        "kept": int(rows["kept"].sum()),
        "turns": "turn_count" in rows.columns,
        "classes": rows["label"].n_unique() - int(rows["label"].null_count() > 0),
        **{key: counts.get(name, 0) for key, name in FINDINGS.items()},
    }
    return [f"{key}: {said[key]}, right is {value}" for key, value in right.items() if said.get(key, value) != value]
