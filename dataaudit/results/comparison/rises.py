"""Which findings about rows find more of them than before, by more than chance does."""

from __future__ import annotations

from math import sqrt

from dataaudit.findings.finding import RowFinding
from dataaudit.findings.registry import all_findings
from dataaudit.results.comparison.snapshot import Snapshot

RISING = sorted({one.family for one in all_findings() if issubclass(one, RowFinding)})
"""Families that have findings about rows."""
_SURE = 3.29
"""Standard errors of an interval of 99.9 %."""


def rises(old: Snapshot, new: Snapshot) -> dict[str, tuple[float, str]]:
    """By family: the largest rise of the share of rows that one of its findings finds, and that finding in words.

    The rise is the lower bound of its interval, by the score of two proportions, so that chance makes none. A finding
    that one side did not look for is left out.
    """
    found: dict[str, tuple[float, str]] = dict.fromkeys(RISING, (0.0, ""))
    rows = [side.rows["kept"] + side.rows["dropped"] for side in (old, new)]
    if not all(rows):
        return found
    for kind in all_findings():
        if not issubclass(kind, RowFinding) or kind.code not in new.findings:
            continue
        if old.looked_for is not None and kind.name not in old.looked_for:
            continue
        before = old.findings[kind.code].count / rows[0] if kind.code in old.findings else 0.0
        after = new.findings[kind.code].count / rows[1]
        pooled = (before * rows[0] + after * rows[1]) / sum(rows)
        rise = after - before - _SURE * sqrt(pooled * (1 - pooled) * (1 / rows[0] + 1 / rows[1]))
        if rise > found[kind.family][0]:
            found[kind.family] = (rise, f"{kind.name}: {before:.2%} to {after:.2%} of the rows")
    return found
