"""The top of the page and its end: verdict, what became of the rows, files, how the run was made."""

from __future__ import annotations

import json
from typing import Any

from dataaudit.config.sizes import show_size
from dataaudit.findings.page import page_of
from dataaudit.findings.registry import find_finding
from dataaudit.gates.verdict import GateResult
from dataaudit.report.run_tables import RunTables
from dataaudit.report.translations import percent

MOST_FILES = 50


def verdict_section(gate: GateResult | None, t: dict[str, str]) -> dict[str, str]:
    """Kind, title and sentence of the verdict."""
    if gate is None:
        return {"kind": "none", "title": t["verdict_none"], "text": t["verdict_none_text"]}
    failed = sum(not one.passed for one in gate.results)
    text = t[f"verdict_{gate.verdict}_text"].format(rules=len(gate.results), failed=failed)
    return {"kind": gate.verdict, "title": t[f"verdict_{gate.verdict}"], "text": text}


def conservation_section(tables: RunTables, t: dict[str, str]) -> dict[str, Any]:
    """Rows read, kept, dropped and quarantined, as numbers, as a bar and as a sentence."""
    rows = tables.result.row_counts
    shown = {key: f"{value:,}" for key, value in rows.items()}
    bar = []
    at = 0.0
    for kind in ("kept", "dropped", "quarantined"):
        width = 1000 * rows[kind] / rows["read"] if rows["read"] else 0.0
        if width:
            bar.append({"kind": kind, "x": f"{at:.2f}", "width": f"{width:.2f}"})
        at += width
    return {"counts": shown, "bar": bar, "conservation": t["conservation"].format(**shown)}


def loss_section(tables: RunTables, language: str) -> list[dict[str, str]]:
    """Rows dropped, by the finding that is their witness."""
    total = tables.result.row_counts["read"]
    losses = []
    for code, count in tables.losses():
        finding = find_finding(code)
        title = page_of(finding, language).title
        losses.append(
            {"code": code, "name": finding.name, "title": title, "rows": f"{count:,}", "share": percent(count / total)}
        )
    return losses


def file_section(tables: RunTables) -> tuple[list[dict[str, str]], int]:
    """The first files with their rows, and how many more there are."""
    inputs = tables.result.manifest.inputs
    files = [
        {
            "name": entry["file"] or "-",
            "format": entry["format"],
            "split": entry["split"] or "",
            **{key: f"{value:,}" for key, value in entry["rows"].items()},
        }
        for entry in inputs[:MOST_FILES]
    ]
    return files, max(len(inputs) - MOST_FILES, 0)


def run_section(tables: RunTables, t: dict[str, str]) -> dict[str, Any]:
    """How the run was made."""
    manifest = tables.result.manifest
    roles = manifest.roles
    stages = [
        {
            "name": stage["name"],
            "rows": f"{stage['rows']:,}" if "rows" in stage else "",
            "seconds": f"{stage['seconds']:.2f}",
            "memory": show_size(stage["peak_memory_bytes"]),
        }
        for stage in manifest.stages
    ]
    return {
        "roles": [
            (t["text_column"], roles["template"]),
            (t["label_column"], roles["label"] or t["none"]),
            (t["split_column"], roles["split"] or t["none"]),
        ],
        "notes": manifest.notes,
        "stages": stages,
        "versions": list(manifest.versions.items()),
        "configuration": json.dumps(manifest.configuration, ensure_ascii=False, indent=2),
    }
