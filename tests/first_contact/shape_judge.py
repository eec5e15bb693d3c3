"""Judges an audit of a small data set by its right values, as readers wrote them down."""

from __future__ import annotations

import re
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
    "invalid_tool_call": "invalid-tool-call",
    "unanswered_tool_call": "unanswered-tool-call",
    "unequal_tags": "unequal-tags",
    "invalid_tag_sequence": "invalid-tag-sequence",
    "swapped_preference": "swapped-sides",
    "equal_sides": "equal-sides",
    "near_equal_sides": "nearly-equal-sides",
    "answer_in_prompt": "answer-in-prompt",
    "contrary_margin": "contrary-margin",
    "repeated_ids": "repeated-id",
    "missing_files": "missing-file",
    "unreadable_files": "broken-file",
    "cut_answers": "cut-answers",
    "system_contradicted": "broken-demand",
}
"""Findings by the keys of right values: how many rows each flags."""
COLUMNS = {
    "mostly_null": "mostly-null",
    "constant_columns": "constant-column",
    "split_vocabulary": "split-vocabulary",
    "split_types": "split-types",
}
"""Findings that name columns."""
LANGUAGES = {"second_language_prompts": "prompts", "second_language_answers": "answers"}
"""What a second language is told of."""
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
    said: dict[str, Any] = {
        "read": rows.height,
        "kept": int(rows["kept"].sum()),
        "turns": "turn_count" in rows.columns,
        "classes": rows["label"].n_unique() - int(rows["label"].null_count() > 0),
        **{key: counts.get(name, 0) for key, name in FINDINGS.items()},
        "label_imbalance": "rating-imbalance" in counts,
    }
    evidence = {finding.name: finding.evidence for finding in result.findings}
    for key, name in COLUMNS.items():
        told = str(evidence.get(name, {}).get("columns", ""))
        said[key] = re.findall(r"'([^']*)' \(", told)
    for key, side in LANGUAGES.items():
        told = str(evidence.get("second-turn-language", {}).get(side, "-"))
        said[key] = None if told == "-" else told.split()[0]
    right = {key: sorted(value) if key in COLUMNS else value for key, value in right.items()}
    said |= {key: sorted(said[key]) for key in COLUMNS}
    return [f"{key}: {said[key]}, right is {value}" for key, value in right.items() if said.get(key, value) != value]
