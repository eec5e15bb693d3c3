"""Suites that great-expectations wrote, run on the metrics, the rows or the clean data set."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import RuleError
from dataaudit.gates.expectations import validate_frame
from dataaudit.gates.rules import ForeignSuite, Severity
from dataaudit.gates.run_columns import column_types, metric_frame, row_slices
from dataaudit.gates.verdict import RuleResult

_FROM_GX: dict[str, Severity] = {"critical": "error", "warning": "warning", "info": "info"}


def suite_results(suite: ForeignSuite, folder: Path, metrics: Mapping[str, float | int | None]) -> list[RuleResult]:
    """Expectations of a foreign suite: on the metrics, the clean data set or the rows, whichever has their columns."""
    import pandas as pd

    rows, clean = column_types(folder, "rows"), column_types(folder, "clean")
    tables: dict[str, list[int]] = {}
    items = suite.suite["expectations"]
    for number, item in enumerate(items):
        tables.setdefault(table_for(suite, item, metrics, rows, clean), []).append(number)
    results: dict[int, RuleResult] = {}
    for table, numbers in tables.items():
        needed = {column for number in numbers for column in _columns_of(items[number].get("kwargs") or {})}
        if table == "metrics":
            frame = metric_frame(metrics)
        else:
            everything = rows if table == "rows" else clean
            whole = any(not _columns_of(items[number].get("kwargs") or {}) for number in numbers)
            chosen = [name for name in everything if name != "row_id" or name in needed] if whole else sorted(needed)
            frame = pd.concat(list(row_slices(folder, table, chosen)), ignore_index=True)
        for number, outcome in zip(numbers, validate_frame(frame, [items[n] for n in numbers]), strict=True):
            results[number] = _foreign_result(suite, number, items[number], outcome)
    return [results[number] for number in sorted(results)]


def _columns_of(kwargs: Mapping[str, Any]) -> list[str]:
    names = [kwargs[key] for key in ("column", "column_A", "column_B") if isinstance(kwargs.get(key), str)]
    return names + [name for name in kwargs.get("column_list") or [] if isinstance(name, str)]


def table_for(
    suite: ForeignSuite,
    item: Mapping[str, Any],
    metrics: Collection[str],
    rows: Collection[str],
    clean: Collection[str],
) -> str:
    """The table that an expectation is about: the first that has its columns.

    Raises:
        RuleError: None has; names the column and the nearest one.
    """
    columns = _columns_of(item.get("kwargs") or {})
    for name, known in (("metrics", metrics), ("clean", clean), ("rows", rows)):
        if columns and all(column in known for column in columns):
            return name
    if not columns:
        return "clean"
    wrong = next((column for column in columns if column not in rows and column not in clean), columns[0])
    hint = did_you_mean(wrong, [*rows, *clean, *metrics])
    message = f"{suite.file}: expectation {item.get('type')!r}: the run has no column '{wrong}'{hint}"
    raise RuleError(message)


def _foreign_result(
    suite: ForeignSuite, number: int, item: Mapping[str, Any], outcome: Mapping[str, Any]
) -> RuleResult:
    facts = outcome.get("result") or {}
    columns = ", ".join(_columns_of(item.get("kwargs") or {})) or "table"
    passed = bool(outcome["success"])
    outside, checked = int(facts.get("unexpected_count") or 0), int(facts.get("element_count") or 0)
    observed = facts.get("observed_value")
    measured = f"{outside:,} of {checked:,} values unexpected" if checked else f"observed {observed!r:.100}"
    severity = _FROM_GX.get(str(outcome["expectation_config"].get("severity") or "critical"), "error")
    kwargs = item.get("kwargs") or {}
    return RuleResult(
        id=str((item.get("meta") or {}).get("id") or f"{item['type']}-{number + 1}"),
        subject=columns,
        passed=passed,
        severity=severity,
        message=f"{item['type']} on {columns}: {measured}",
        value=_number(observed),
        minimum=_number(kwargs.get("min_value")),
        maximum=_number(kwargs.get("max_value")),
        checked=checked,
        outside=outside,
        why=str((item.get("meta") or {}).get("why") or ""),
        file=suite.file,
        line=1,
    )


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
