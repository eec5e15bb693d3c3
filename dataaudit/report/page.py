"""The HTML page: all escaped, one style, one script, both named by their hash; nothing is loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from markupsafe import Markup

from dataaudit.engine.pipeline import load_pipeline
from dataaudit.findings.finding import severity_counts
from dataaudit.gates.verdict import GateResult
from dataaudit.report.chapters import chapters
from dataaudit.report.excerpt import one_line
from dataaudit.report.overview import (
    conservation_section,
    numbers_section,
    steps_section,
    verdict_section,
)
from dataaudit.report.run_tables import RunTables
from dataaudit.report.section import Page
from dataaudit.report.training_page import STYLE, TRAINING, environment, render_training_report, sha256
from dataaudit.results.result import AuditResult

_TEMPLATES = Path(__file__).parent / "templates"


def render_report(
    result: AuditResult,
    gate: GateResult | None,
    language: Literal["en", "zh"] | None = None,
    worst: Mapping[str, tuple[int, ...]] | None = None,
) -> bytes:
    """The report of a run, from its tables.

    Args:
        result: The run.
        gate: The outcome of the gate that judged it last, or None.
        language: In place of the pipeline's.
        worst: The rows shown of every finding, where they have been chosen already.

    Returns:
        A self-contained page, UTF-8. It asks for nothing from a network and works without its script.

    Raises:
        RunDirectoryError: The run was written by a version whose tables do not say enough.
    """
    if result.manifest.roles.get("kind") == TRAINING:
        return render_training_report(result, gate)
    settings = load_pipeline(mapping=result.manifest.configuration).pipeline.report
    page = Page(RunTables(result), gate, replace(settings, language=language or settings.language), worst)
    t = page.t
    style = STYLE.read_text(encoding="utf-8")
    drawn = chapters(page)
    trained = any(section["key"] == "training" for chapter in drawn for section in chapter["sections"])
    names_of_scripts = ("script.js", "curves.js") if trained else ("script.js",)
    script = "\n".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in names_of_scripts)
    context = {
        "t": t,
        "language": "zh-Hans" if page.language == "zh" else "en",
        "title": one_line(t["title"].format(name=settings.title or _name(result))),
        "version": result.manifest.versions["dataaudit"],
        "style": Markup(style),  # noqa: S704  (a file of ours, as is the script)
        "script": Markup(script),  # noqa: S704
        "style_hash": sha256(style),
        "script_hash": sha256(script),
        "verdict": verdict_section(gate, t, page.tables),
        "sampled": "sample" in result.manifest.roles,
        "severities": severity_counts(result.findings),
        "numbers": numbers_section(page),
        "chapters": drawn,
        **steps_section(page),
        **conservation_section(page.tables, t),
    }
    return environment().get_template("report.html.j2").render(context).encode("utf-8", "backslashreplace")


def _name(result: AuditResult) -> str:
    files = [entry["file"] for entry in result.manifest.inputs if entry["file"]]
    if not files:
        return str(result.manifest.configuration["name"])
    return files[0] if len(files) == 1 else f"{files[0]} (+{len(files) - 1})"
