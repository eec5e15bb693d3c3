"""Diagnoses training runs from their logs or from the tables of the monitor and the probes. Imports no torch."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import polars as pl

from dataaudit.config.shipped import find_declared
from dataaudit.engine.finding_table import finding_record, finding_table
from dataaudit.engine.plan import versions
from dataaudit.engine.summary import write_summary
from dataaudit.errors import InputError, UsageError
from dataaudit.findings.finding import Result
from dataaudit.findings.registry import all_findings
from dataaudit.gates.counted_rows import Found
from dataaudit.gates.evaluate import evaluate_gate
from dataaudit.gates.outputs import write_outputs
from dataaudit.report.training_page import TRAINING, render_training_report, write_plots
from dataaudit.results.judging import load_judging
from dataaudit.results.result import AuditResult
from dataaudit.sources.files.compression import shown_name
from dataaudit.stages.personal_data.mask import mask_values
from dataaudit.store.event_log import Watcher
from dataaudit.store.manifest import Manifest
from dataaudit.store.run_directory import RunDirectory
from dataaudit.training.compared_runs import bands, compared_runs
from dataaudit.training.curves.shared_spikes import coincidences
from dataaudit.training.judge_run import Judged, judge_run, tables_of
from dataaudit.training.logs.curve_ends import told_ends
from dataaudit.training.logs.open_log import named_apart, read_log
from dataaudit.training.logs.run_log import NOTES, RunLog
from dataaudit.training.run_folder import read_run, run_marks

Metrics = dict[str, float | int | None]
_PARTS = ", only parts of one whose sum nobody printed"
_TOLD = ("unread", "left out")
"""Notes about a log that are told with the columns that were read."""
_NO_ROWS = {"read": 0, "kept": 0, "dropped": 0, "quarantined": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run to judge.

    Attributes:
        name: Of the run.
        format: The format it was read as.
        log: Its log, with the curves.
        tables: All its tables.
        known: Known facts about it, as findings read them.
        notes: Sentences for the user.
    """

    name: str
    format: str
    log: RunLog
    tables: dict[str, pl.DataFrame]
    known: Metrics
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What was found in one or several runs.

    Attributes:
        runs: The runs with their tables.
        judged: One per run: its findings, and what could not be assessed.
        metrics: By dotted name, as rules name them; the worst value if there are several runs.
        path: The folder it was written to, or None.
        verdict: Of the rules: passed, failed, or None without rules.
    """

    runs: tuple[Run, ...]
    judged: tuple[Judged, ...]
    metrics: Metrics
    path: Path | None = None
    verdict: str | None = None

    @property
    def compared(self) -> pl.DataFrame:
        """The runs side by side, the best first (``RUNS``)."""
        return compared_runs({run.name: run.log.curves for run in self.runs}, self.findings)

    @property
    def findings(self) -> tuple[Result, ...]:
        """Findings of all runs, run by run."""
        return tuple(finding for one in self.judged for finding in one.findings)


def diagnose(
    *paths: str | Path,
    out: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    step: str | None = None,
    pattern: str | None = None,
    words: Mapping[str, str] | None = None,
    chance_loss: float | None = None,
    baseline_loss: float | None = None,
    rules: Sequence[str] = (),
    fail_on: Literal["error", "warning"] | None = None,
    language: Literal["en", "zh"] = "en",
    watcher: Watcher | None = None,
) -> Diagnosis:
    r"""Diagnose training runs from logs, or from folders written by ``TrainingMonitor`` or ``probe``.

    With several runs, spikes at the same steps are found too.

    Args:
        paths: Logs, folders of logs, folders of the monitor.
        out: Folder for tables, plots and the report; nothing is written when None.
        columns: Meaning of log columns whose names do not show it, such as ``{"objective": "train/loss"}``.
        step: Column of the logs that counts steps, where another one is taken for it.
        pattern: Regular expression with named groups for lines of a format of one's own, or ``@FILE`` that holds it.
        words: Meaning of words that the logs use, such as ``{"zielwert": "loss"}``.
        chance_loss: Loss of a model that only guesses.
        baseline_loss: Loss of a simple model on the same data.
        rules: Gates by shipped name or path; they need ``out``.
        fail_on: The mildest severity of a failed rule, and of a finding, that fails; rules of severity error when None.
        language: Language of messages and report.
        watcher: Called with every event.

    Raises:
        AuditError: A log cannot be read, the folder holds something else, or a rule cannot be evaluated.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "log.csv"
        ...     _ = path.write_text("step,loss\n" + "".join(f"{n},{2.3 if n < 90 else 'nan'}\n" for n in range(100)))
        ...     [finding.name for finding in diagnose(path).findings if finding.severity == "error"]
        ['non-finite-loss']
    """
    given = {"training.chance_loss": chance_loss, "training.baseline_loss": baseline_loss}
    read = partial(read_log, columns=columns, step=step, pattern=pattern, words=words)
    runs = [run for path in paths for run in _read(Path(path), read, given)]
    runs = _named_apart(runs)
    shared = coincidences([run.log for run in runs]) if len(runs) > 1 else {}
    judged = []
    for run in runs:
        tables = {**run.tables, **({"coincidences": shared[run.name]} if run.name in shared else {})}
        judged.append(judge_run(run.name, tables, run.known, language=language))
    made = Diagnosis(runs=tuple(runs), judged=tuple(judged), metrics=_metrics(runs, judged))
    if out is None:
        if rules:
            message = "rules need a run directory: pass out= as well"
            raise UsageError(message)
        if fail_on is None:
            return made
        found = Found(findings=made.findings)
        return replace(made, verdict=evaluate_gate(None, Path(), made.metrics, found, fail_on).verdict)
    configuration = configured(
        columns=dict(columns or {}), step=step, pattern=pattern, words=dict(words or {}), chance_loss=chance_loss,
        baseline_loss=baseline_loss, rules=list(rules), fail_on=fail_on, language=language,
    )  # fmt: skip
    return _written(made, Path(out), [Path(path) for path in paths], rules, fail_on, configuration, watcher)


def default_folder(paths: Sequence[str | Path], configuration: Mapping[str, Any]) -> Path:
    """Return the default folder for a diagnosis of these inputs with these settings.

    Raises:
        InputError: An input does not exist.
    """
    for path in paths:
        if not Path(path).exists():
            message = f"{shown_name(str(path))}: no such file or folder"
            raise InputError(message)
    inputs = [_input(Path(path)) for path in paths]
    return Path("reports") / f"diagnose-{_key(configuration, inputs, configuration['rules'])[:12]}"


def _read(path: Path, read: Callable[[Path], list[RunLog]], given: Metrics) -> list[Run]:
    if run_marks(path):
        name, tables, known, notes = read_run(path)
        known = {**known, **{key: value for key, value in given.items() if value is not None}}
        tables = {**tables, **tables_of(tables["curves"], tables["log_notes"], known)} if "curves" in tables else tables
        log = RunLog(
            name=name,
            format="dataaudit",
            unit="step",
            curves=tables["curves"],
            notes=pl.DataFrame(schema=NOTES),
            columns={},
        )
        return [Run(name=name, format="dataaudit", log=log, tables=tables, known=known, notes=notes)]
    return [
        Run(
            name=log.name, format=log.format, log=log, known=given, notes=_log_notes(log),
            tables=tables_of(log.curves, log.notes, given),
        )
        for log in read(path)
    ]  # fmt: skip


def _log_notes(log: RunLog) -> list[str]:
    read = ", ".join(f"{column} as {role}" for column, role in log.columns.items())
    notes = [f"read as {log.format}, one point per {log.unit}: {read}", *told_ends(log.curves)]
    told = log.notes.filter(pl.col("kind").is_in(_TOLD)).to_dicts()
    notes += [f"{row['kind']}: {row['count']} {row['text']}" for row in told]
    if log.unused:
        more = f" and {len(log.unused) - 12} more" if len(log.unused) > 12 else ""
        notes.append(f"unused columns: {', '.join(log.unused[:12])}{more}")
    if not any(role.startswith(("train/loss", "train_eval/loss")) for role in log.columns.values()):
        parts = _PARTS if _has_parts(log) else ""
        notes.append(f"no training loss was read{parts}; --column NAME=train/loss assigns one")
    if log.unit == "row" and log.curves.height > 1:
        notes.append("steps are the numbers of the records, since no column tells them apart; --step NAME chooses one")
    return notes


def _has_parts(log: RunLog) -> bool:
    return any("part_loss:" in role for role in log.columns.values())


def _named_apart(runs: Sequence[Run]) -> list[Run]:
    """Number runs that share a name."""
    names = named_apart([run.name for run in runs])
    return [replace(run, name=name, log=replace(run.log, name=name)) for run, name in zip(runs, names, strict=True)]


def _metrics(runs: Sequence[Run], judged: Sequence[Judged]) -> Metrics:
    """Compute metrics for rules: counts over all runs, and the worst losses."""
    found = [one for run in judged for one in run.findings if one.status == "found"]
    metrics: Metrics = {"training.runs": len(runs)}
    for severity in ("error", "warning", "info"):
        metrics[f"training.findings.{severity}"] = sum(one.severity == severity for one in found)
    metrics["training.insufficient_evidence"] = sum(one.status != "found" for run in judged for one in run.findings)
    for kind in all_findings():
        if kind.family == "training":
            named = {one.where.get("run") for one in found if one.name == kind.name and one.severity != "info"}
            metrics[f"training.{kind.name}.runs"] = len(named)
    for split in ("train", "validation"):
        ends = []
        for run in runs:
            values = run.log.curves.filter(
                pl.col("split").str.starts_with(split) & ~pl.col("split").str.contains("_eval"),
                pl.col("metric") == "loss",
                ~pl.col("superseded"),
            )["value"]
            finite = values.filter(values.is_finite())
            if len(finite):
                ends.append((float(finite[0]), float(finite[-1]), float(finite.min())))  # type: ignore[arg-type]
        for place, name in enumerate(("first", "last", "min")):
            metrics[f"training.{split}.loss.{name}"] = max(end[place] for end in ends) if ends else None
    return metrics


def _written(
    made: Diagnosis,
    folder: Path,
    paths: Sequence[Path],
    rules: Sequence[str],
    fail_on: Literal["error", "warning"] | None,
    configuration: dict[str, Any],
    watcher: Watcher | None,
) -> Diagnosis:
    """Write the diagnosis to its folder: tables, plots, verdict, report, and the manifest last."""
    judging, found = load_judging(rules, fail_on), Found(findings=made.findings)
    if judging is not None:
        judging.check(made.metrics, {}, found)
    inputs = [_input(path) for path in paths]
    key = _key(configuration, inputs, rules)
    started, began = datetime.now(UTC), time.monotonic()
    with RunDirectory(folder, key, watcher, mask_values) as directory:
        if directory.finished is not None and (folder / "report.html").is_file():
            directory.log.emit("already_finished", folder=str(folder))
            return replace(made, path=folder, verdict=directory.finished.verdict)
        directory.log.emit("run_started", version=version("dataaudit"), files=len(paths), first_files=inputs[:100])
        for name, frame in _tables(made).items():
            directory.write_part(f"{name}.parquet", frame.to_arrow())
        directory.write_part("findings.parquet", finding_table(made.findings))
        lacking = {one.name: dict(one.not_assessed) for one in made.judged}

        def manifest(parts: dict[str, dict[str, Any]]) -> Manifest:
            return Manifest(
                run_key=key,
                started=started.isoformat(timespec="seconds"),
                finished=datetime.now(UTC).isoformat(timespec="seconds"),
                seconds=round(time.monotonic() - began, 3),
                versions=versions(),
                configuration=configuration,
                available=[],
                roles={"kind": TRAINING, "label": None, "not_assessed": lacking},
                inputs=inputs,
                stages=[],
                parts=parts,
                notes=[f"{run.name}: {note}" for run in made.runs for note in run.notes],
                verdict=verdict,
            )

        gated, verdict = None, None
        result = AuditResult(folder, manifest({}), made.metrics, made.findings, _NO_ROWS, None)
        if judging is not None:
            gated = judging.outcome(result, found)
            verdict = gated.verdict
            write_outputs(directory.write_file, gated, made.findings, _NO_ROWS, made.metrics, folder)
            result = replace(result, verdict=verdict)
        records = [finding_record(one) for one in made.findings]
        write_summary(directory, dict(_NO_ROWS), made.metrics, records, verdict)
        write_plots(result, directory.write_file)
        directory.write_file("report.html", render_training_report(result, gated))
        directory.finish(manifest)
        directory.log.emit("run_finished", seconds=round(time.monotonic() - began, 3), findings=len(made.findings))
    return replace(made, path=folder, verdict=verdict)


def _key(configuration: Mapping[str, Any], inputs: Sequence[Mapping[str, Any]], rules: Sequence[str]) -> str:
    digests = [hashlib.sha256(find_declared("rules/gates", name).read_bytes()).hexdigest() for name in rules]
    facts = [configuration, inputs, digests, version("dataaudit")]
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()[:32]


def configured(**asked: Any) -> dict[str, Any]:
    """Return the settings of a diagnosis, the arguments of ``diagnose``, as its manifest records them."""
    return {"name": "diagnose", **asked}


def _tables(made: Diagnosis) -> dict[str, pl.DataFrame]:
    """Join the tables of the runs, with the run's name in every row."""
    names = dict.fromkeys(name for run in made.runs for name in run.tables if name not in ("validation", "baseline"))
    joined = {}
    for name in names:
        parts = [
            run.tables[name].select(pl.lit(run.name).alias("run"), pl.all()) for run in made.runs if name in run.tables
        ]
        joined[name] = pl.concat(parts)
    if len(made.runs) > 1:
        joined["runs"] = made.compared
        joined["seeds"] = bands(joined["runs"])
    return joined


def _input(path: Path) -> dict[str, Any]:
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    digest = hashlib.sha256()
    for one in files:
        digest.update(one.read_bytes())
    return {
        "file": shown_name(path.name), "format": "training log", "bytes": sum(one.stat().st_size for one in files),
        "fingerprint": digest.hexdigest()[:32], "rows": dict(_NO_ROWS), "ordinal": 0,
    }  # fmt: skip
