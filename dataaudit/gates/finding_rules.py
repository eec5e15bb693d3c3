"""Judges rules about what was found: a finding, a family, or all of a severity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import RuleError
from dataaudit.findings.finding import RANK, Finding, Result, RowFinding
from dataaudit.findings.registry import all_findings, find_finding
from dataaudit.gates.counted_rows import CountedRows, Found
from dataaudit.gates.rules import PlacedRule, Rule, Severity
from dataaudit.store.parts import scan_parts

COLUMNS = {"split": "split", "class": "label", "file": "file", "language": "language"}
"""Columns of ``rows/`` that the places of a rule stand for."""
SHOWN = 3
"""Rows that a failed rule names."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a rule about findings measured.

    Attributes:
        value: Count or share; None if nothing could be judged.
        what: The count or the share in words.
        rows: The first rows found, as ``FILE:POSITION``, which ``dataaudit show`` takes.
    """

    value: float | None
    what: str
    rows: tuple[str, ...] = ()


def not_looked_for(rule: Rule, found: Found) -> bool:
    """Whether a rule is about what a run did not look for."""
    if found.looked_for is None or rule.findings is not None:
        return False
    return not any(one.name in found.looked_for for one in _chosen(rule))


def check_finding_rule(placed: PlacedRule, found: Found) -> None:
    """Fail on a rule about what a run did not look for, or about rows that a finding does not have.

    Raises:
        RuleError: Names the rule, its line and what to do.
    """
    rule = placed.rule
    start = f"{placed.file}:{placed.line}: rule '{rule.id}': "
    chosen = _chosen(rule)
    if not_looked_for(rule, found):
        named = rule.finding or f"any finding of the family {rule.family}"
        what = f"dataaudit explain {chosen[0].name} says what it needs"
        message = f"{start}this run did not look for {named}; {what}"
        raise RuleError(message)
    if rule.where and not any(issubclass(one, RowFinding) for one in chosen):
        message = f"{start}{rule.finding or rule.family} is about the data as a whole: it has no rows to choose from"
        raise RuleError(message)
    if rule.of != "new":
        return
    if found.before is None:
        message = f"{start}'of: new' compares with a baseline: name a run or a lock with --baseline"
        raise RuleError(message)
    before = found.before
    if rule.finding and not before.looked(chosen[0].name):
        message = f"{start}the baseline {before.name} did not look for {rule.finding}; make it again with this pipeline"
        raise RuleError(message)


def measure_finding_rule(placed: PlacedRule, found: Found, folder: Path) -> Measured:
    """Count what a rule is about, without what is waived.

    Raises:
        RuleError: The rows have no such column.
    """
    rule = placed.rule
    rows = CountedRows(folder, found, only_new=rule.of == "new")
    new = "new " if rows.only_new else ""
    if rule.findings is not None:
        least = RANK[rule.findings]
        results = [one for one in found.findings if one.status == "found" and RANK[one.severity] >= least]
        if rows.only_new and found.before is not None:  # known at this severity already: its rows have their own rules
            before = found.before
            known = before.severities
            results = [one for one in results if one.code not in known or RANK[known[one.code]] < least]
            results = [one for one in results if before.looked(one.name)]
        every = CountedRows(folder, found)
        counted = [(one, count) for one in results if (count := every.count(one))]
        named = ", ".join(f"{one.name} {count:,}" for one, count in counted[:10])
        what = f"{new}findings of severity {rule.findings} or above: {len(counted)}{f' ({named})' if named else ''}"
        return Measured(float(len(counted)), what, _places(folder, rows, [one for one, _ in counted]))
    results = [one for one in found.findings if _named(rule, one.name, one.code, one.family)]
    subject = rule.finding or f"findings of the family {rule.family}"
    unknown = [one for one in results if one.status != "found"]
    if rule.finding is not None and unknown and len(unknown) == len(results):
        return Measured(None, f"{subject} could not be judged: {unknown[0].message}")
    results = [one for one in results if one.status == "found"]
    if rule.where or rule.of == "share":
        return _in_rows(placed, results, subject, folder, rows)
    if rule.family is not None and _of_rows(results) and (folder / "rows").is_dir():
        return _in_rows(placed, results, subject, folder, rows)  # a row of two findings is one row
    count = sum(rows.count(one) for one in results)
    return Measured(float(count), f"{subject}: {count:,} {new}found", _places(folder, rows, results))


def _of_rows(results: Sequence[Result]) -> bool:
    return bool(results) and all(issubclass(find_finding(one.code), RowFinding) for one in results)


def metric_rows(placed: PlacedRule, found: Found, folder: Path) -> tuple[str, ...]:
    """The first rows of the finding whose share of rows a metric is; none of other metrics."""
    results = [
        one for one in found.findings if one.status == "found" and find_finding(one.code).metric == placed.rule.metric
    ]
    only_new = placed.rule.of == "change" and found.before is not None
    return _places(folder, CountedRows(folder, found, only_new=only_new), results)


def _chosen(rule: Rule) -> list[type[Finding[Any]]]:
    return [one for one in all_findings() if _named(rule, one.name, one.code, one.family)]


def _named(rule: Rule, name: str, code: str, family: str) -> bool:
    return rule.finding in (name, code) if rule.finding is not None else rule.family == family


def _in_rows(
    placed: PlacedRule, results: Sequence[Result], subject: str, folder: Path, counted: CountedRows
) -> Measured:
    rule = placed.rule
    rows = scan_parts(folder, "rows")
    columns = rows.collect_schema().names()
    chosen = pl.lit(value=True)
    for place, value in rule.where.items():
        if COLUMNS[place] not in columns:
            message = f"{placed.file}:{placed.line}: rule '{rule.id}': the rows of this run have no {place}"
            raise RuleError(message)
        chosen &= pl.col(COLUMNS[place]) == value
    _check_places(placed, rows)
    about_rows = [one for one in results if issubclass(find_finding(one.code), RowFinding)]
    flagged = pl.any_horizontal(pl.lit(value=False), *(counted.flagged(one.code) for one in about_rows))
    sums = rows.filter(chosen).select(flagged.sum().alias("found"), pl.len().alias("all")).collect()
    count, total = int(sums["found"][0] or 0), int(sums["all"][0])
    first = rows.filter(chosen & flagged).select("file", "position").head(SHOWN).collect() if count else None
    shown = tuple(f"{file}:{position}" for file, position in first.iter_rows()) if first is not None else ()
    where = "".join(f", {place} {value}" for place, value in rule.where.items())
    measured = count / total if rule.of == "share" and total else float(count)
    new = "new " if counted.only_new else ""
    what = f"{subject}: {count:,} {new}of {total:,} rows{where}"
    if rule.of == "share":
        what = f"{subject}: {measured:.3%} of the rows{where} ({count:,} of {total:,})"
    return Measured(measured, what, shown)


def _check_places(placed: PlacedRule, rows: pl.LazyFrame) -> None:
    """Fail on a split, class, file or language that no row has: a misspelt one would always pass."""
    for place, value in placed.rule.where.items():
        known = (
            rows.select(pl.col(COLUMNS[place]).drop_nulls().unique().cast(pl.String)).collect().to_series().to_list()
        )
        if value not in known and placed.rule.if_missing == "fail":
            hint = did_you_mean(value, known)
            message = f"{placed.file}:{placed.line}: rule '{placed.rule.id}': no row has the {place} '{value}'{hint}"
            raise RuleError(message)


def _places(folder: Path, rows: CountedRows, results: Sequence[Result]) -> tuple[str, ...]:
    """The first rows of results, by file and position in it."""
    wanted = [row for one in results for row in rows.first(one, SHOWN)][:SHOWN]
    if not wanted or not (folder / "rows").is_dir():
        return ()
    held = scan_parts(folder, "rows").filter(pl.col("row_id").is_in(wanted)).select("row_id", "file", "position")
    places = {row: f"{file}:{position}" for row, file, position in held.collect().iter_rows()}
    return tuple(places[row] for row in wanted if row in places)


def fail_on_rule(severity: Severity) -> PlacedRule:
    """The rule that ``--fail-on`` stands for: no finding of this severity or above."""
    why = f"--fail-on {severity}: no finding of this severity or above"
    return PlacedRule(Rule(id="fail-on", findings=severity, max=0.0, why=why), "summary.json", 1)
