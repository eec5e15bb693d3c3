"""How findings about curves do on many public logs: measurements.csv of AlgoPerf's submissions.

Usage: python benchmarks/public_logs.py FOLDER

FOLDER holds measurement files (of github.com/mlcommons/submissions_algorithms, Apache-2.0), one a run, whatever they
are called. Runs are labelled by their validation loss alone: *healthy* ends within 5 % of its lowest and below nine
tenths of its first value, *rise* ends above 1.1 times its lowest, *diverged* above twice, *non-finite* holds NaN or
infinity; *few* have fewer than eight evaluations. The label and some findings look at one series: a comparison, no
absolute measure.
"""

from __future__ import annotations

import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import polars as pl

from dataaudit.errors import AuditError
from dataaudit.training.diagnosis import diagnose


def label(values: np.ndarray) -> str:
    """What the validation loss of a run tells."""
    if len(values) < 8:
        return "few"
    if not np.isfinite(values).all():
        return "non-finite"
    last, lowest = values[-1], values.min()
    if last > 2 * lowest:
        return "diverged"
    if last > 1.1 * lowest:
        return "rise"
    return "healthy" if last <= 1.05 * lowest and last < 0.9 * values[0] else "other"


def judged(path: Path) -> tuple[str, bool, set[str], set[str]]:
    """Label, whether it is a baseline, findings of warning or error, and findings of information."""
    try:
        made = diagnose(path)
    except AuditError:
        return "unreadable", False, set(), set()
    curves = made.runs[0].log.curves
    chosen = (pl.col("metric") == "loss") & (pl.col("split") == "validation") & ~pl.col("superseded")
    found = [one for one in made.findings if one.status == "found"]
    weighty = {one.name for one in found if one.severity != "info"}
    mild = {one.name for one in found if one.severity == "info"} - {"sparse-log", "plateau"}
    return label(curves.filter(chosen)["value"].to_numpy()), "baseline" in path.name, weighty, mild


def main() -> None:
    """Judge all runs and print a table."""
    paths = sorted(path for path in Path(sys.argv[1]).rglob("*.csv"))
    with ProcessPoolExecutor(2) as pool:
        results = list(pool.map(judged, paths, chunksize=8))
    print("| runs | label | count | with a warning or error | which | information |")
    print("|---|---|---|---|---|---|")
    for baseline in (True, False):
        for kind in sorted({one[0] for one in results}):
            rows = [one for one in results if one[0] == kind and one[1] == baseline]
            if rows:
                which = Counter(name for one in rows for name in one[2])
                mild = Counter(name for one in rows for name in one[3])
                shown = [", ".join(f"{name} {count}" for name, count in each.most_common()) for each in (which, mild)]
                name = "baseline" if baseline else "other submissions"
                print(
                    f"| {name} | {kind} | {len(rows)} | {sum(bool(one[2]) for one in rows)} | {shown[0]} | {shown[1]} |"
                )


if __name__ == "__main__":
    main()
