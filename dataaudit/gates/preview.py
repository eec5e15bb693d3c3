"""What would fail a gate, from the metrics and findings of a run alone: great-expectations is not loaded for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from dataaudit.gates.counted_rows import Found
from dataaudit.gates.evaluate import rule_result
from dataaudit.gates.finding_rules import measure_finding_rule, not_looked_for
from dataaudit.gates.rules import Gate
from dataaudit.gates.verdict import RuleResult


def would_fail(
    gate: Gate, folder: Path, metrics: Mapping[str, float | int | None], found: Found
) -> tuple[RuleResult, ...]:
    """The rules of severity error that would fail.

    Rules about columns and about a baseline are not looked at. A rule about what the run has no value for fails, as it
    does in the gate, unless it says ``if_missing: skip``.

    Args:
        gate: Its rules.
        folder: The run directory.
        metrics: The run's metrics.
        found: What the run found and looked for.
    """
    failing = []
    for placed in gate.rules:
        rule = placed.rule
        rows: tuple[str, ...] = ()
        if rule.severity != "error" or rule.column or rule.of in ("new", "change"):
            continue
        if rule.metric is not None:
            value, message = metrics.get(rule.metric), rule.metric
        elif not_looked_for(rule, found):
            value, message = None, rule.finding or rule.family or ""
        else:
            measured = measure_finding_rule(placed, found, folder)
            value, message, rows = measured.value, measured.what, measured.rows
        if value is None and rule.if_missing == "skip":
            continue
        low, high = value is not None and rule.min is not None and value < rule.min, rule.max
        if value is None or low or (high is not None and value > high):
            made = rule_result(
                placed, passed=False, value=value, checked=int(value is not None), outside=1, message=message
            )
            failing.append(replace(made, rows=rows))
    return tuple(failing)
