"""The findings that judged a finished run, with their options."""

from __future__ import annotations

from pathlib import Path

from dataaudit.engine.pipeline import load_pipeline
from dataaudit.findings.finding import Finding, Options
from dataaudit.findings.resolve_findings import active_findings
from dataaudit.store.manifest import Manifest, needs_available


def judged_by(folder: Path, manifest: Manifest, task: str) -> list[Finding[Options]]:
    """The findings of a run.

    Args:
        folder: The run.
        manifest: What it was made of.
        task: What is to be done with them, for the message.

    Raises:
        RunDirectoryError: The run was written by a version that did not keep what they may read.
    """
    available = needs_available(folder, manifest, task)
    return active_findings(load_pipeline(mapping=manifest.configuration).declaration, available)
