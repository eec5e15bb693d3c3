"""What another threshold of a finding would find, from stored signals: rows that it gains and loses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import InputError
from dataaudit.explorer.row_filter import number
from dataaudit.findings.registry import find_finding
from dataaudit.findings.threshold_finding import BoundFinding
from dataaudit.results.judged_by import judged_by
from dataaudit.results.result import AuditResult
from dataaudit.store.parts import scan_parts

SHOWN = 10
"""Rows shown that a threshold gains, and loses."""


def bounds_of(result: AuditResult) -> list[dict[str, Any]]:
    """Findings with thresholds: name, option, value, signal, and the range of values that were tried."""
    curves = result.costs().curves
    shown = []
    for finding in _findings(result).values():
        for bound in finding.active_bounds():
            value = getattr(finding.options, bound.option)
            tried = curves.filter((pl.col("code") == finding.code) & (pl.col("option") == bound.option))["threshold"]
            tried = tried.filter(tried.is_finite())
            if value is not None and len(tried):
                ends = tried.to_numpy()
                shown.append({"finding": finding.name, "option": bound.option, "value": float(value),
                              "signal": bound.signal, "low": float(ends.min()), "high": float(ends.max()),
                              "whole": isinstance(value, int)})  # fmt: skip
    return shown


def threshold_change(result: AuditResult, name: str, option: str, value: str) -> dict[str, Any]:
    """Rows found with another threshold, and ids of some that it gains and loses.

    Raises:
        InputError: There is no such finding, threshold or number.
    """
    known = _findings(result)
    if name not in known:
        message = f"'{name}' has no threshold in this run{did_you_mean(name, known)}"
        raise InputError(message)
    finding = known[name]
    options = [bound.option for bound in finding.active_bounds()]
    if option not in options:
        message = f"{name} has no threshold '{option}'{did_you_mean(option, options)}"
        raise InputError(message)
    limit: float = number("value", value)
    if isinstance(getattr(finding.options, option), int):
        limit = round(limit)
    changed = type(finding)(replace(finding.options, **{option: limit}))
    rows = scan_parts(result.path, "rows")
    before, after = finding.mask(), changed.mask()
    gained, lost = after & ~before, before & ~after
    asked = [
        rows.select(before=before.sum(), after=after.sum(), gained=gained.sum(), lost=lost.sum()),
        rows.filter(gained).select("row_id").head(SHOWN),
        rows.filter(lost).select("row_id").head(SHOWN),
    ]
    counts, found, gone = pl.collect_all(asked)
    return {**counts.row(0, named=True), "found_ids": found["row_id"].to_list(), "lost_ids": gone["row_id"].to_list(),
            "setting": f"findings.{name}.{option}={limit!r}"}  # fmt: skip


def nearest_rows(result: AuditResult, name: str, option: str) -> list[int]:
    """Rows nearest to a threshold of the run, those that it finds first."""
    edges = result.costs().edges.filter((pl.col("code") == find_finding(name).code) & (pl.col("option") == option))
    sides = [edges.filter(pl.col("found") == found)["row_id"].head(SHOWN // 2).to_list() for found in (True, False)]
    return list(dict.fromkeys([*sides[0], *sides[1]]))


def _findings(result: AuditResult) -> dict[str, BoundFinding[Any]]:
    return {
        one.name: one for one in judged_by(result.path, result.manifest, "explore") if isinstance(one, BoundFinding)
    }
