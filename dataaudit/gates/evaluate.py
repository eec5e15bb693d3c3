"""Evaluates a gate on a run: metrics as a table of one row, rows in slices, foreign suites on what they name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import RuleError
from dataaudit.findings.registry import all_findings
from dataaudit.gates.column_values import column_values
from dataaudit.gates.counted_rows import Before, Found
from dataaudit.gates.expectations import validate_frame
from dataaudit.gates.finding_rules import (
    check_finding_rule,
    fail_on_rule,
    measure_finding_rule,
    metric_rows,
    not_looked_for,
)
from dataaudit.gates.foreign_suite import suite_results, table_for
from dataaudit.gates.rules import Gate, PlacedRule, Rule
from dataaudit.gates.run_columns import column_types, metric_frame
from dataaudit.gates.verdict import GateResult, RuleResult

_TO_GX = {"error": "critical", "warning": "warning", "info": "info"}
_BETWEEN = "expect_column_values_to_be_between"
BASELINE = "baseline."
"""Metrics of a comparison with a baseline begin so."""


def check_gate(
    gate: Gate,
    metrics: Iterable[str],
    columns: Mapping[str, bool],
    found: Found,
    clean: Collection[str] | None = None,
) -> None:
    """Fail on rules about metrics, columns or findings that a run or its baseline does not have.

    Args:
        gate: Rules and suites.
        metrics: Names of the run's metrics.
        columns: Columns of the run's rows, and whether each holds numbers.
        found: What the run looked for.
        clean: Columns of the clean data set; None where they are not known yet, and suites are not looked at.

    Raises:
        RuleError: Names the rule, its line, and the nearest right name.
    """
    known = set(metrics)
    for placed in gate.rules:
        metric, column = placed.rule.metric, placed.rule.column
        if placed.rule.of == "change" and (metric in known or placed.rule.if_missing == "fail"):
            _check_change(placed, known, found.before)
        if placed.rule.if_missing == "skip" and _missing(placed.rule, known, columns, found):
            continue
        if metric is None and column is None:
            check_finding_rule(placed, found)
        if metric is not None and metric not in known:
            raise _unknown(placed, "metric", metric, known)
        if column is not None and column not in columns:
            raise _unknown(placed, "column", column, columns)
        if column is not None and not columns[column]:
            message = f"{placed.file}:{placed.line}: rule '{placed.rule.id}': column '{column}' holds no numbers"
            raise RuleError(message)
    for suite in gate.suites if clean is not None else ():
        for item in suite.suite["expectations"]:
            table_for(suite, item, known, columns, clean or ())


def evaluate_gate(
    gate: Gate | None,
    folder: Path,
    metrics: Mapping[str, float | int | None],
    found: Found,
    fail_on: Literal["error", "warning"] | None = None,
) -> GateResult:
    """Judge a run.

    Args:
        gate: Rules and suites, or None if the severity of findings alone decides.
        folder: The run directory; its rows and clean parts are read.
        metrics: The run's metrics.
        found: What the run found and looked for.
        fail_on: The mildest severity of a failed rule that fails the gate, and of a finding; None where the user named
            none: then failed rules of severity error alone count.

    Raises:
        RuleError: A rule names a metric, column or finding that there is not, or cannot be evaluated.
    """
    gate = gate or Gate((), ())
    columns = column_types(folder, "rows") if any(placed.rule.column for placed in gate.rules) else {}
    if gate.rules:
        check_gate(gate, metrics, columns, found)
    skipped = [
        placed
        for placed in gate.rules
        if placed.rule.if_missing == "skip" and _missing(placed.rule, metrics, columns, found, valued=True)
    ]
    rules = [placed for placed in gate.rules if placed not in skipped]
    about_findings = [placed for placed in rules if not placed.rule.metric and not placed.rule.column]
    results = [
        *_metric_results([placed for placed in rules if placed.rule.metric], metrics, found, folder),
        *_column_results([placed for placed in rules if placed.rule.column], folder),
        *(_finding_result(placed, found, folder) for placed in about_findings),
        *(_skipped(placed) for placed in skipped),
    ]
    order = {placed.rule.id: number for number, placed in enumerate(gate.rules)}
    results.sort(key=lambda result: order[result.id])
    for suite in gate.suites:
        results += suite_results(suite, folder, metrics)
    if fail_on is not None:
        results.append(_finding_result(fail_on_rule(fail_on), found, folder))
    return GateResult(results=tuple(results), fail_on=fail_on or "error")


def _finding_result(placed: PlacedRule, found: Found, folder: Path) -> RuleResult:
    measured = measure_finding_rule(placed, found, folder)
    value, rule = measured.value, placed.rule
    low, high = rule.min, rule.max
    passed = value is not None and (low is None or value >= low) and (high is None or value <= high)
    message = f"{measured.what}, {_allowed(placed, as_share=rule.of == 'share')}"
    outside = 0 if passed or value is None else 1
    made = rule_result(
        placed, passed=passed, value=value, checked=int(value is not None), outside=outside, message=message
    )
    return replace(made, rows=() if passed else measured.rows)


def _metric_results(
    rules: Sequence[PlacedRule], metrics: Mapping[str, float | int | None], found: Found, folder: Path
) -> list[RuleResult]:
    before = found.before
    values = {placed.rule.id: _value(placed, metrics, before) for placed in rules}
    measured = [placed for placed in rules if values[placed.rule.id] is not None]
    results = [_unmeasured(placed) for placed in rules if placed not in measured]
    if not measured:
        return results
    expectations = [_between(placed, placed.rule.id, mostly=1.0) for placed in measured]
    for placed, outcome in zip(measured, validate_frame(metric_frame(values), expectations), strict=True):
        value = float(values[placed.rule.id] or 0.0)
        passed = bool(outcome["success"])
        message = f"{_measured(placed, value, metrics, before)}, {_allowed(placed)}"
        made = rule_result(placed, passed=passed, value=value, checked=1, outside=int(not passed), message=message)
        rows = () if passed else metric_rows(placed, found, folder)
        results.append(replace(made, rows=rows, detail=_detail(placed, before)))
    return results


def _value(placed: PlacedRule, metrics: Mapping[str, float | int | None], before: Before | None) -> float | int | None:
    name = placed.rule.metric or ""
    now = metrics[name]
    if placed.rule.of != "change":
        return now
    then = before.metrics.get(name) if before is not None else None
    return None if now is None or then is None else now - then


def _measured(
    placed: PlacedRule, value: float, metrics: Mapping[str, float | int | None], before: Before | None
) -> str:
    name = placed.rule.metric or ""
    if placed.rule.of == "change" and before is not None:
        return f"{name} changed by {value:+.6g}, from {before.metrics[name]:.6g} to {metrics[name]:.6g}"
    detail = _detail(placed, before)
    return f"{name} is {value:.6g}{f' ({detail})' if detail else ''}"


def _detail(placed: PlacedRule, before: Before | None) -> str:
    return before.details.get(placed.rule.metric or "", "") if before is not None else ""


def _check_change(placed: PlacedRule, known: Collection[str], before: Before | None) -> None:
    start = f"{placed.file}:{placed.line}: rule '{placed.rule.id}': "
    if before is None:
        message = f"{start}'of: change' compares with a baseline: name a run or a lock with --baseline"
        raise RuleError(message)
    name = placed.rule.metric or ""
    if name in known and name not in before.metrics and placed.rule.if_missing == "fail":
        message = f"{start}the baseline {before.name} has no metric '{name}'; make it again with this pipeline"
        raise RuleError(message)


def _missing(
    rule: Rule, metrics: Collection[str], columns: Collection[str], found: Found, *, valued: bool = False
) -> bool:
    """Whether a run lacks what a rule is about; with ``valued``, metrics without a value count as lacking."""
    if rule.metric is not None:
        values: Mapping[str, Any] = metrics if valued and isinstance(metrics, Mapping) else dict.fromkeys(metrics, 0)
        then: Mapping[str, Any] = found.before.metrics if found.before is not None else {}
        lacking = values.get(rule.metric) is None
        return lacking or (rule.of == "change" and found.before is not None and then.get(rule.metric) is None)
    if rule.column is not None:
        return rule.column not in columns
    before = found.before
    unknown_before = rule.of == "new" and before is not None and before.looked_for is not None
    return not_looked_for(rule, found) or bool(
        unknown_before and before and not_looked_for(rule, replace(found, looked_for=before.looked_for))
    )


def _skipped(placed: PlacedRule) -> RuleResult:
    what = placed.rule.metric or placed.rule.column or placed.rule.finding or placed.rule.family
    message = f"{what} was not measured in this run; the rule was skipped"
    made = rule_result(placed, passed=True, value=None, checked=0, outside=0, message=message)
    return replace(made, skipped=True)


def _unmeasured(placed: PlacedRule) -> RuleResult:
    """A metric without a value fails its rule: that nothing could be measured does not make it pass."""
    where = "this run or the baseline" if placed.rule.of == "change" else "this run"
    message = f"{placed.rule.metric} has no value in {where}: there was nothing to measure it on"
    return rule_result(placed, passed=False, value=None, checked=0, outside=0, message=message)


def _column_results(rules: Sequence[PlacedRule], folder: Path) -> list[RuleResult]:
    if not rules:
        return []
    import pandas as pd

    counted = column_values(folder, rules)
    samples = {
        placed.rule.id: pd.Series([*values.inside_sample, *values.outside_sample], dtype=float)
        for placed, values in zip(rules, counted, strict=True)
    }
    expectations = [_between(placed, placed.rule.id, mostly=0.0) for placed in rules]
    outcomes = validate_frame(pd.DataFrame(samples), expectations)
    for placed, values, outcome in zip(rules, counted, outcomes, strict=True):
        if int(outcome["result"].get("unexpected_count", 0)) != len(values.outside_sample):
            message = f"{placed.file}:{placed.line}: rule '{placed.rule.id}': great-expectations counts other values"
            raise RuleError(message)
    return [_column_result(placed, one.checked, one.outside) for placed, one in zip(rules, counted, strict=True)]


def _column_result(placed: PlacedRule, checked: int, outside: int) -> RuleResult:
    share = 1.0 - outside / checked if checked else 1.0
    needed = "" if placed.rule.mostly == 1 else f" for at least {placed.rule.mostly:.4%} of them"
    message = (
        f"{outside:,} of {checked:,} values of {placed.rule.column} are outside the bounds, {_allowed(placed)}{needed}"
    )
    passed = share >= placed.rule.mostly
    return rule_result(placed, passed=passed, value=share, checked=checked, outside=outside, message=message)


def _between(placed: PlacedRule, column: str, mostly: float) -> dict[str, Any]:
    kwargs = {"column": column, "min_value": placed.rule.min, "max_value": placed.rule.max, "mostly": mostly}
    return {"type": _BETWEEN, "kwargs": kwargs, "severity": _TO_GX[placed.rule.severity]}


def _allowed(placed: PlacedRule, *, as_share: bool = False) -> str:
    low, high = (
        None if bound is None else f"{100 * bound:g}%" if as_share else f"{bound:g}"
        for bound in (placed.rule.min, placed.rule.max)
    )
    if low is not None and high is not None:
        return f"allowed {low} to {high}"
    return f"allowed at least {low}" if low is not None else f"allowed at most {high}"


def rule_result(
    placed: PlacedRule, *, passed: bool, value: float | None, checked: int, outside: int, message: str
) -> RuleResult:
    """The outcome of a rule, completed from its file."""
    rule = placed.rule
    return RuleResult(
        id=rule.id,
        subject=rule.metric or rule.column or rule.finding or rule.family or "findings",
        passed=passed,
        about="metric" if rule.metric else "column" if rule.column else "findings",
        of=rule.of,
        severity=rule.severity,
        message=message,
        value=value,
        minimum=rule.min,
        maximum=rule.max,
        checked=checked,
        outside=outside,
        why=rule.why,
        file=placed.file,
        line=placed.line,
    )


def _unknown(placed: PlacedRule, kind: str, name: str, known: Iterable[str]) -> RuleError:
    if name.startswith(BASELINE):
        problem = "compares with a baseline: name a run or a lock with --baseline"
        if any(one.startswith(BASELINE) for one in known):
            problem = f"the comparison with a baseline has no {kind} '{name}'{did_you_mean(name, known)}"
        return RuleError(f"{placed.file}:{placed.line}: rule '{placed.rule.id}': {problem}")
    start = f"{placed.file}:{placed.line}: rule '{placed.rule.id}': "
    if kind == "metric" and name in {one.metric for one in all_findings()}:
        return RuleError(f"{start}this run did not measure '{name}'; switch its stage on, or set if_missing: skip")
    return RuleError(f"{start}the run has no {kind} '{name}'{did_you_mean(name, known)}")
