"""Thresholds learnt from texts that somebody trusts: for every bound of a preset the quantile that leaves nearly all.

A threshold is set so that at most the given share of the reference texts lies beyond it, for every language that has
enough of them and for all texts together.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dataaudit.findings.finding import Finding, Options, Range
from dataaudit.findings.threshold_finding import LANGUAGE, Bound, BoundFinding

DIGITS = 3
"""Significant digits of a learnt threshold, rounded to the side that finds less."""


def needed_columns(findings: Sequence[Finding[Options]]) -> set[str]:
    """Signals that calibration reads."""
    return {LANGUAGE}.union(*(finding.columns() for finding in findings if isinstance(finding, BoundFinding)))


def learnt_options(
    rows: pl.DataFrame, findings: Sequence[Finding[Options]], share: float, fewest: int
) -> dict[str, dict[str, Any]]:
    """Options by finding, as a preset holds them.

    Args:
        rows: Signals of the reference texts.
        findings: The findings whose bounds are learnt; what they are judged on (``when``) is kept.
        share: Share of the texts that may lie beyond a threshold.
        fewest: Texts that a threshold is learnt from at least.
    """
    learnt: dict[str, dict[str, Any]] = {}
    for finding in findings:
        if not isinstance(finding, BoundFinding) or not finding.active_bounds():
            continue
        judged = rows.filter(finding.judged())
        options: dict[str, Any] = {}
        languages: dict[str, dict[str, float]] = {}
        for bound in finding.active_bounds():
            kind = finding.options_class.__dataclass_fields__[bound.option].type
            whole = "int" in str(kind)
            limit = _threshold(judged[bound.signal], bound, share, fewest, whole)
            options[bound.option] = _looser(limit, options.get(bound.option), bound)
            for language, part in _by_language(judged):
                limit = _looser(
                    _threshold(part[bound.signal], bound, share, fewest, whole),
                    languages.get(language, {}).get(bound.option),
                    bound,
                )
                if limit is not None:
                    languages.setdefault(language, {})[bound.option] = limit
        if any(value is not None for value in options.values()):
            when = {name: _plain(allowed) for name, allowed in finding.options.when.items()}
            learnt[finding.name] = options | ({"when": when} if when else {})
            if languages:
                learnt[finding.name]["languages"] = dict(sorted(languages.items()))
    return learnt


def _by_language(rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """The rows of every known language; none where languages were not told apart."""
    if LANGUAGE in rows.columns:
        for (language,), part in rows.group_by(LANGUAGE, maintain_order=True):
            if language is not None and language != "und":
                yield str(language), part


def _looser(one: float | None, other: float | None, bound: Bound) -> float | None:
    """The threshold that finds less: an option may bound several signals."""
    given = [value for value in (one, other) if value is not None]
    if not given:
        return None
    return min(given) if bound.side == "<" else max(given)


def _plain(allowed: Range | tuple[str, ...]) -> Any:
    if isinstance(allowed, Range):
        return {key: value for key, value in (("min", allowed.min), ("max", allowed.max)) if value is not None}
    return list(allowed)


def _threshold(values: pl.Series, bound: Bound, share: float, fewest: int, whole: bool) -> float | int | None:
    """The threshold beyond which at most a share of the values lies; None for too few values."""
    numbers: NDArray[np.float64] = np.sort(values.cast(pl.Float64).drop_nulls().to_numpy())
    if len(numbers) < fewest:
        return None
    beyond = math.floor(share * len(numbers))
    value = float(numbers[beyond] if bound.side == "<" else numbers[len(numbers) - 1 - beyond])
    if whole:
        return math.floor(value) if bound.side == "<" else math.ceil(value) + (bound.side == ">=")
    return _rounded(value, down=bound.side == "<")


def _rounded(value: float, *, down: bool) -> float:
    """A number of few digits on one side of another."""
    if value == 0 or not math.isfinite(value):
        return value
    scale = 10.0 ** (DIGITS - 1 - math.floor(math.log10(abs(value))))
    scaled = math.floor(value * scale) if down else math.ceil(value * scale)
    return round(scaled / scale, 12)


def preset_document(title: str, source: str, options: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A preset file's content."""
    return {"title": title, "source": source, "findings": {name: dict(values) for name, values in options.items()}}
