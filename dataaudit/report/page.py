"""The HTML page: all escaped, one style, one script, both named by their hash; nothing is loaded from elsewhere."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from dataaudit.config.load import load_pipeline
from dataaudit.engine.judge import availability
from dataaudit.findings.resolve_findings import active_findings
from dataaudit.gates.verdict import GateResult
from dataaudit.report.excerpt import one_line
from dataaudit.report.run_tables import RunTables
from dataaudit.report.sections.augmentation import augmentation_section
from dataaudit.report.sections.distributions import (
    class_section,
    language_section,
    length_section,
    quality_section,
    tokenizer_section,
)
from dataaudit.report.sections.duplicates import cluster_section, duplicate_section
from dataaudit.report.sections.findings import finding_section
from dataaudit.report.sections.overview import (
    conservation_section,
    file_section,
    loss_section,
    run_section,
    verdict_section,
)
from dataaudit.report.sections.relations import class_tables, label_section, leakage_section, topic_section
from dataaudit.report.sections.threshold_impact import cost_section, passage_section
from dataaudit.report.sections.training import training_section
from dataaudit.report.training_page import TRAINING, environment, render_training_report, sha256
from dataaudit.report.translations import labels
from dataaudit.results.result import AuditResult

_TEMPLATES = Path(__file__).parent / "templates"


def render_report(result: AuditResult, gate: GateResult | None) -> bytes:
    """The report of a run, from its tables.

    Args:
        result: The run.
        gate: The outcome of the gate that judged it last, or None.

    Returns:
        A self-contained page, UTF-8. It asks for nothing from a network and works without its script.
    """
    if result.manifest.roles.get("kind") == TRAINING:
        return render_training_report(result, gate)
    loaded = load_pipeline(mapping=result.manifest.configuration)
    settings = loaded.pipeline.report
    language, t = settings.language, labels(settings.language)
    tables = RunTables(result)
    names = {*tables.columns, *result.metrics, "_exact_copy", "_near_copy", "_loose_copy"}
    labelled = bool(result.manifest.roles["label"])
    findings = active_findings(loaded, availability(dict.fromkeys(names), labelled=labelled, fields=False))
    style = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
    trained = training_section(tables, t)
    names_of_scripts = ("script.js", "curves.js") if trained else ("script.js",)
    script = "\n".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in names_of_scripts)
    files, more_files = file_section(tables)
    duplicates = duplicate_section(tables, t)
    clusters = cluster_section(tables, settings.clusters, t) if duplicates else []
    if duplicates:
        duplicates["shown"] = t["clusters_shown"].format(shown=len(clusters), total=f"{duplicates['total']:,}")
    name = settings.title or _name(result)
    context = {
        "t": t,
        "language": "zh-Hans" if language == "zh" else "en",
        "title": one_line(t["title"].format(name=name)),
        "version": result.manifest.versions["dataaudit"],
        "finished": result.manifest.finished,
        "style": Markup(style),  # noqa: S704  (a file of ours, as is the script)
        "script": Markup(script),  # noqa: S704
        "style_hash": sha256(style),
        "script_hash": sha256(script),
        "verdict": verdict_section(gate, t),
        "gate": [] if gate is None else list(gate.results),
        "losses": loss_section(tables, language),
        "files": files,
        "more_files": more_files,
        "findings": finding_section(tables, language, settings.samples, t),
        "lengths": [],
        "tokenizer": tokenizer_section(tables, t),
        "duplicates": duplicates,
        "clusters": clusters,
        "quality_charts": quality_section(tables, findings, t),
        "costs": cost_section(tables, t),
        "passages": passage_section(tables, t),
        "languages": language_section(tables, t),
        "classes": class_section(tables, t),
        "class_tables": class_tables(tables, t),
        "leakage": leakage_section(tables, t),
        "label_issues": label_section(tables, t),
        "topics": topic_section(tables, t),
        "augmentation": augmentation_section(tables, t),
        "training": trained,
        **conservation_section(tables, t),
        **run_section(tables, t),
        **length_section(tables, findings, t),
    }
    return environment().get_template("report.html.j2").render(context).encode("utf-8", "backslashreplace")


def _name(result: AuditResult) -> str:
    files = [entry["file"] for entry in result.manifest.inputs if entry["file"]]
    if not files:
        return str(result.manifest.configuration["name"])
    return files[0] if len(files) == 1 else f"{files[0]} (+{len(files) - 1})"
