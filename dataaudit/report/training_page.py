"""Renders the page of a training diagnosis from its tables; curves can be inspected, zoomed and compared."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dataaudit.findings.finding import RANK, Result
from dataaudit.findings.page import page_of, show_value
from dataaudit.findings.registry import find_finding
from dataaudit.gates.verdict import GateResult
from dataaudit.report.charts.training_charts import (
    curve_specification,
    drawn_curves,
    finder_chart,
    flow_specification,
)
from dataaudit.report.charts.vega_lite import chart_png, chart_svg
from dataaudit.report.excerpt import in_code, one_line, visible
from dataaudit.report.translations import labels
from dataaudit.results.result import AuditResult
from dataaudit.stages.personal_data.mask import mask_names
from dataaudit.store.parts import read_table

TRAINING = "training"
"""Kind of run directory with a diagnosis, as recorded in the roles of its manifest."""

_TEMPLATES = Path(__file__).parent / "templates"
STYLE = _TEMPLATES / "style.css"
_METRICS = (
    "loss", "accuracy", "gradient_norm", "learning_rate", "loss_scale", "perplexity", "reward", "kl", "entropy",
    "completion_length", "reward_margin",
)  # fmt: skip


_ENDS = ("train_last", "train_lowest", "validation_last", "validation_lowest")


@cache
def environment() -> Environment:
    """Return the template environment: everything is escaped, and undefined names fail."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,  # not by file ending, which is .j2 here
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_masked,
    )
    made.globals["in_code"] = in_code
    return made


def _masked(value: Any) -> Any:
    """What a page shows of a value: names and sentences without personal data and controls; markup of ours as it is."""
    return visible(mask_names(value)) if type(value) is str else value


def sha256(text: str) -> str:
    """Return the digest of a style or script in the form of a content security policy."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def render_training_report(result: AuditResult, gate: GateResult | None) -> bytes:
    """Render the report of a diagnosis.

    Args:
        result: The result, with its folder, manifest and findings.
        gate: The outcome of the last gate, or None.

    Returns:
        A self-contained UTF-8 page without network requests; without JavaScript, curves are static images.
    """
    language = str(result.manifest.configuration["language"])
    t = labels(language)
    style = STYLE.read_text(encoding="utf-8")
    script = "\n".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in ("script.js", "curves.js"))
    curves = _table(result, "curves")
    found = [one for one in result.findings if one.status == "found"]
    runs = list(
        dict.fromkeys(
            [
                *(str(one.where.get("run")) for one in result.findings),
                *curves["run"].unique(maintain_order=True).to_list(),
            ]
        )
    )
    names = ", ".join(runs) if len(runs) <= 3 else f"{runs[0]} (+{len(runs) - 1})"
    context = {
        "t": t,
        "language": "zh-Hans" if language == "zh" else "en",
        "title": one_line(t["training_title"].format(name=names)),
        "version": result.manifest.versions["dataaudit"],
        "style": Markup(style),  # noqa: S704  (our own files)
        "script": Markup(script),  # noqa: S704
        "style_hash": sha256(style),
        "script_hash": sha256(script),
        "verdict": _verdict(result, gate, t),
        "gate": [] if gate is None else list(gate.results),
        "counts": {
            severity: sum(one.severity == severity for one in found) for severity in ("error", "warning", "info")
        },
        "insufficient": len(result.findings) - len(found),
        "findings": _findings(result, language, t),
        "charts": _charts(result, curves, t),
        "more_charts": _more_charts(result, t),
        "comparison": _comparison(result, t) if len(runs) > 1 else [],
        "not_assessed": _not_assessed(result),
        "notes": [one_line(note) for note in result.manifest.notes],
        "configuration": json.dumps(result.manifest.configuration, ensure_ascii=False, indent=1),
        "versions": sorted(result.manifest.versions.items()),
    }
    return environment().get_template("training.html.j2").render(context).encode("utf-8", "backslashreplace")


def write_plots(result: AuditResult, write: Callable[[str, bytes], None]) -> None:
    """Write ``plots/<metric>.png``: raw and smoothed curves with the findings marked."""
    t = labels(str(result.manifest.configuration["language"]))
    curves = _table(result, "curves")
    for metric in _METRICS:
        specification = _specification(result, curves, metric, t)
        if specification is not None:
            write(f"plots/{metric}.png", chart_png(specification))
    for run, part in _by_run(_table(result, "gradients")):
        flow = flow_specification(part, step_title=t["training_step"])
        if flow is not None:
            write(f"plots/gradient_flow_{_file_name(run)}.png", chart_png(flow))


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-." else "_" for letter in name)[:80]


def _table(result: AuditResult, name: str) -> pl.DataFrame:
    path = result.path / f"{name}.parquet"
    if not path.is_file():
        empty = {
            "run": pl.String,
            "split": pl.String,
            "metric": pl.String,
            "step": pl.Float64,
            "value": pl.Float64,
            "superseded": pl.Boolean,
        }
        return pl.DataFrame(schema=empty)
    return pl.DataFrame(read_table(path))


def _by_run(table: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    return [(str(key[0]), part) for key, part in table.group_by("run", maintain_order=True)]


def _verdict(result: AuditResult, gate: GateResult | None, t: dict[str, str]) -> dict[str, str]:
    if gate is not None:
        failed = sum(not one.passed for one in gate.results)
        text = t[f"verdict_{gate.verdict}_text"].format(rules=len(gate.results), failed=failed)
        return {"kind": gate.verdict, "title": t[f"verdict_{gate.verdict}"], "text": text}
    weighty = [one for one in result.findings if one.status == "found" and one.severity != "info"]
    if weighty:
        return {
            "kind": "failed",
            "title": t["training_found"].format(count=len(weighty)),
            "text": one_line(weighty[0].message),
        }
    return {"kind": "none", "title": t["training_nothing"], "text": t["training_nothing_text"]}


def _findings(result: AuditResult, language: str, t: dict[str, str]) -> list[dict[str, Any]]:
    ordered = sorted(
        result.findings, key=lambda one: (one.status != "found", -RANK[one.severity], -(one.confidence or 0.0))
    )
    return [_entry(one, language, t) for one in ordered]


def _entry(one: Result, language: str, t: dict[str, str]) -> dict[str, Any]:
    page = page_of(find_finding(one.code), language)
    place = [
        f"{t[f'training_{key}']} {one_line(show_value(value))}"
        for key, value in one.where.items()
        if key in ("steps", "parameter", "module", "rows", "column", "batch_ids") and value
    ]
    evidence = {
        key: value for key, value in one.evidence.items() if key not in ("at_steps", "recovered_after", "parameters")
    }
    return {
        "code": one.code,
        "name": one.name,
        "run": one_line(str(one.where.get("run", ""))),
        "severity": one.severity,
        "rank": RANK[one.severity],
        "insufficient": one.status != "found",
        "title": page.title,
        "message": one_line(one.message),
        "advice": one.advice if one.status == "found" else "",
        "place": "; ".join(place),
        "confidence": "" if one.confidence is None else f"{one.confidence:.2f}",
        "causes": [one_line(cause) for cause in one.causes],
        "refuted_by": one.refuted_by,
        "next": one.next_measurement,
        "sections": [(heading, text) for heading, text in page.sections.items() if text != one.advice],
        "evidence": ", ".join(f"{key} {one_line(show_value(value))}" for key, value in evidence.items()),
        "threshold": ", ".join(f"{key} {one_line(show_value(value))}" for key, value in one.threshold.items()),
        "rows": [str(row) for row in one.row_ids[:20]],
    }


def _marks(result: AuditResult) -> list[dict[str, Any]]:
    marks = []
    for one in result.findings:
        steps = one.where.get("steps")
        if one.status != "found" or not steps or one.severity == "info":
            continue
        for step in one.evidence.get("at_steps", [])[:20] or [steps[0]]:
            last = steps[1] if "at_steps" not in one.evidence else step
            marks.append(
                {
                    "name": one.name,
                    "severity": one.severity,
                    "first": float(step),
                    "last": float(last),
                    "run": str(one.where.get("run")),
                }
            )
    return marks


def _specification(result: AuditResult, curves: pl.DataFrame, metric: str, t: dict[str, str]) -> dict[str, Any] | None:
    drawn = drawn_curves(curves, metric)
    return curve_specification(
        drawn, _marks(result) if metric in ("loss", "gradient_norm") else [], title=t[f"training_{metric}"],
        step_title=t["training_step"],
    )  # fmt: skip


def training_figures(result: AuditResult, t: dict[str, str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the interactive charts of the curves, and the other charts.

    Args:
        result: The result; its folder has the tables, and its findings are marked.
        t: Labels.
    """
    return _charts(result, _table(result, "curves"), t), _more_charts(result, t)


def _charts(result: AuditResult, curves: pl.DataFrame, t: dict[str, str]) -> list[dict[str, Any]]:
    charts = []
    for metric in _METRICS:
        specification = _specification(result, curves, metric, t)
        if specification is None:
            continue
        data = {
            "curves": [
                {key: value for key, value in one.items() if key != "split"} for one in drawn_curves(curves, metric)
            ],
            "marks": _marks(result) if metric in ("loss", "gradient_norm") else [],
            "labels": {key: t[f"training_{key}"] for key in ("step", "smoothed", "logarithmic", "zoom")},
        }
        charts.append(
            {
                "caption": t[f"training_{metric}"],
                "svg": Markup(chart_svg(specification, f"curve-{metric}")),  # noqa: S704  (drawn by us)
                "data": json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False),
            }
        )
    return charts


def _more_charts(result: AuditResult, t: dict[str, str]) -> list[dict[str, Any]]:
    charts = []
    for place, (run, part) in enumerate(_by_run(_table(result, "gradients"))):
        flow = flow_specification(part, step_title=t["training_step"])
        if flow is not None:
            svg = Markup(chart_svg(flow, f"flow-{place}"))  # noqa: S704
            charts.append({"caption": t["training_flow"].format(run=one_line(run)), "svg": svg})
    finder = _table(result, "finder")
    if finder.height and "steepest" in finder.columns:
        tables = {"finder": finder, "finder_curves": _table(result, "finder_curves")}
        svg = Markup(chart_svg(finder_chart(tables), "finder"))  # noqa: S704
        charts.append({"caption": t["training_finder"], "svg": svg})
    return charts


def _comparison(result: AuditResult, t: dict[str, str]) -> list[dict[str, Any]]:
    """The runs side by side, the best first; and the spread of those that differ in their seed."""
    runs = pl.DataFrame(read_table(result.path / "runs.parquet"))
    rows = [
        [
            one["run"], _shown(one["steps"]), *(_shown(one[name]) for name in _ENDS), _shown(one["lowest_step"]),
            t["training_failed"] if one["failed"] else "", one["findings"],
        ]
        for one in runs.to_dicts()
    ]  # fmt: skip
    head = [
        (t["training_run"], False), (t["training_steps"], True), (t["training_last"].format(split="train"), True),
        (t["training_lowest"].format(split="train"), True), (t["training_last"].format(split="validation"), True),
        (t["training_lowest"].format(split="validation"), True), (t["training_at_step"], True), ("", False),
        (t["section_findings"], False),
    ]  # fmt: skip
    made = [{"title": "", "head": head, "rows": rows, "numbers": [number for _, number in head]}]
    seeds = pl.DataFrame(read_table(result.path / "seeds.parquet"))
    if seeds.height:
        names = {
            "train_last": t["training_last"].format(split="train"),
            "validation_lowest": t["training_lowest"].format(split="validation"),
        }
        head = [
            (t["training_run"], False), (t["training_runs"], True), ("", False), (t["mean"], True),
            (t["training_deviation"], True), (t["training_range"], True),
        ]  # fmt: skip
        spread = [
            [
                one["group"], str(one["runs"]), names[one["metric"]], _shown(one["mean"]), _shown(one["deviation"]),
                f"{_shown(one['lowest'])} – {_shown(one['highest'])}",
            ]
            for one in seeds.to_dicts()
        ]  # fmt: skip
        title = t["training_seeds"]
        made.append({"title": title, "head": head, "rows": spread, "numbers": [number for _, number in head]})
    return made


def _shown(value: float | None) -> str:
    return "" if value is None else show_value(value)


def _not_assessed(result: AuditResult) -> list[tuple[str, str]]:
    """Group findings that could not be assessed by the data they need."""
    needs: dict[str, list[str]] = {}
    for lacking in result.manifest.roles.get("not_assessed", {}).values():
        for name, need in lacking.items():
            if name not in needs.setdefault(need, []):
                needs[need].append(name)
    return [(need, ", ".join(names)) for need, names in needs.items()]
