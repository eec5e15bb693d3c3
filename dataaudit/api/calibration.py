"""Thresholds learnt from texts that one trusts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dataaudit.api.auditing import audit
from dataaudit.engine.pipeline import load_pipeline
from dataaudit.engine.resolve_input import given_paths
from dataaudit.errors import InputError
from dataaudit.findings.resolve_findings import active_findings
from dataaudit.results.calibrate import learnt_options, needed_columns, preset_document
from dataaudit.stages.registry import all_stages
from dataaudit.store.event_log import Watcher


def calibrate(
    source: Any,
    *,
    preset: str = "dataaudit",
    share: float = 0.01,
    fewest: int = 200,
    text: str | None = None,
    template: str | None = None,
    settings: Sequence[str] = (),
    watcher: Watcher | None = None,
) -> dict[str, Any]:
    """Learn thresholds from texts that you trust.

    Every bound of a preset gets the value beyond which at most a share of the texts lies, by language where there are
    enough of them. Nothing is left on disk.

    Args:
        source: As ``audit`` takes it.
        preset: The preset whose findings are learnt, by name or path.
        share: Share of the reference texts that may lie beyond a threshold.
        fewest: Texts that a threshold is learnt from at least.
        text: Column of the text.
        template: Columns joined to one text.
        settings: ``key.key=value`` that override the pipeline.
        watcher: Called with every event.

    Returns:
        A preset, as a file of ``rules/presets`` holds it.

    Raises:
        InputError: No finding of the preset has enough texts, or the share is out of range.
    """
    if not 0 <= share < 0.5 or fewest < 1:
        message = f"share must be at least 0 and below 0.5 (got {share:g}), and fewest at least 1 (got {fewest})"
        raise InputError(message)
    stages: dict[str, Any] = {spec.name: False for spec in all_stages() if not spec.calibrates}
    pipeline = {
        "name": "calibrate",
        "stages": {**stages, "tokens": {"tokenizer": False}, "quality": {"presets": [preset]}},
        "report": {"clusters": 0, "samples": 0},
    }
    with TemporaryDirectory(prefix="dataaudit-") as folder:
        result = audit(
            source, pipeline=pipeline, out=Path(folder) / "run", text=text, template=template, label="",
            settings=settings, watcher=watcher,
        )  # fmt: skip
        loaded = load_pipeline(mapping=result.manifest.configuration)
        findings = active_findings(loaded.declaration, result.manifest.available or ())
        rows = result.rows(sorted(needed_columns(findings) & set(result.columns())))
    options = learnt_options(rows, [one for one in findings if one.by_preset], share, fewest)
    if not options:
        message = f"{rows.height} texts are too few to learn from: at least {fewest} are needed (--fewest)"
        raise InputError(message)
    name = ", ".join(given_paths(source) or ["a table"])
    return preset_document(
        f"Learned from {rows.height:,} texts", f"{name}; at most {share:g} beyond a threshold", options
    )
