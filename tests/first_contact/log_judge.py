"""Compares what is read of a log with the right values that a reader wrote down."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import polars as pl

import dataaudit
from dataaudit.errors import InputError
from dataaudit.training.logs.open_log import read_log

Verdict = Literal["right", "refused", "wrong"]
RENAMED = {"nan-loss": "non-finite-loss", "divergence": "diverging", "skipped-steps": "amp-overflow"}
"""Names that readers know a finding by."""
SAME = {
    "loss-zero": {"zero-loss", "non-finite-gradients"},
    "scale-mismatch": {"loss-reduction"},
    "never-learns": {"at-chance", "plateau", "not-decreasing"}, "plateau": {"at-chance", "not-decreasing"},
    "at-chance": {"not-decreasing", "plateau"}, "validation-swings": {"oscillating"},
    "exploding-gradients": {"non-finite-gradients"}, "loss-spike": {"data-spike", "optimiser-spike"},
}  # fmt: skip
"""Findings that say the same of a run."""
METRICS = {"grad-scale": "loss_scale", "margin": "reward_margin"}
"""Names that readers know a metric by."""
ALSO = {"accuracy": "reward_accuracy", "bits_per_byte": "loss"}
"""Metrics that readers and the product call differently: of a preference, and of a validation that has nothing else."""
LOUD = ("warning", "error")


def judged(path: Path, right: Mapping[str, Any]) -> tuple[Verdict, list[str]]:
    """What is read of a log, beside what is right.

    Args:
        path: The log.
        right: Series by ``split/metric`` (points, first and last value and step), here or under ``series``; findings
            under ``must``, ``must_any`` and ``must_not``; ``nothing`` where no training loss may be read.
    """
    nothing = bool(right.get("nothing"))
    try:
        logs = read_log(path)
    except InputError as error:
        return ("right" if nothing else "refused"), [str(error)]
    curves = pl.concat([log.curves.with_columns(run=pl.lit(log.name)) for log in logs]).filter(~pl.col("superseded"))
    if nothing:
        read = curves.filter(pl.col("split") == "train", pl.col("metric") == "loss").height
        return ("wrong" if read else "right"), [f"{read} points of a training loss"]
    series = {name: value for name, value in right.items() if "/" in name} | right.get("series", {})
    wrong = [one for name, value in series.items() for one in _series(curves, name, value)]
    if any(right.get(key) for key in ("must", "must_not", "must_any")):
        wrong += _findings(path, right)
    return ("wrong" if wrong else "right"), wrong


def _series(curves: pl.DataFrame, name: str, right: Mapping[str, Any]) -> list[str]:
    if not right.get("points"):
        return []
    split, metric = name.split("/", 1)
    metric = METRICS.get(metric, metric)
    sides = pl.col("split").str.split(":").list.first()
    other = "test" if split == "validation" else split
    names = [metric, *([ALSO[metric]] if metric in ALSO else [])]
    rows = curves.filter(pl.col("metric").is_in(names), sides.is_in([split, other]))
    tried = [
        _differences(part.sort("step"), right)
        for _, part in rows.group_by("run", "split", "metric", maintain_order=True)
    ]
    # Folds and other trainings of one file may be counted together.
    tried += [_differences(whole, right) for _, whole in rows.group_by("split", "metric", maintain_order=True)]
    best = min(tried, key=len, default=["nothing is read"])
    return [f"{name}: {one}" for one in best]


def _differences(curve: pl.DataFrame, right: Mapping[str, Any]) -> list[str]:
    found = [] if curve.height == right["points"] else [f"{curve.height} points, right is {right['points']}"]
    for key, place in (("first", 0), ("last", -1)):
        if right.get(key) is not None and not _equal(curve["value"][place], float(right[key])):
            found.append(f"{key} value {curve['value'][place]:g}, right is {right[key]}")
        if right.get(f"{key}_step") is not None and curve["step"][place] != right[f"{key}_step"]:
            found.append(f"{key} step {curve['step'][place]:g}, right is {right[f'{key}_step']}")
    return found


def _equal(value: float, right: float) -> bool:
    same = value == right or (math.isnan(value) and math.isnan(right))
    return same or abs(value - right) <= 1e-3 * max(abs(right), 1e-3) + 6e-4


def _findings(path: Path, right: Mapping[str, Any]) -> list[str]:
    told = [(one.name, one.severity) for one in dataaudit.diagnose(str(path)).findings if one.status == "found"]
    names = {name for name, _ in told}
    missing = [name for name in right.get("must") or [] if not names & _alike(name)]
    some = right.get("must_any") or []
    for one in some if some and isinstance(some[0], list) else [some]:
        missing += [" or ".join(one)] if one and not any(names & _alike(name) for name in one) else []
    loud = {name for name, severity in told if severity in LOUD}
    false = [name for name in right.get("must_not") or [] if RENAMED.get(name, name) in loud]
    false += sorted(loud) if "any" in (right.get("must_not") or []) else []
    return [f"missing {name}" for name in missing] + [f"false {name}" for name in false]


def _alike(name: str) -> set[str]:
    own = RENAMED.get(name, name)
    return {own} | SAME.get(own, set())
