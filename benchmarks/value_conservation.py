"""What it costs to prove that clean/ holds the values that were read, as a share of a whole run.

Usage: python benchmarks/value_conservation.py [--rows 100000]

A run with the default pipeline is timed, and inside of it the time spent on digests: when rows are read, and when
clean/ is read back. Rows are the texts of the sample, repeated with numbers so that none is a duplicate, beside three
columns.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

import dataaudit
from dataaudit.cleaning.conserved_values import ConservedValues
from dataaudit.cli.commands.demo import SAMPLE
from dataaudit.sources import row_blocks


class Clock:
    """Seconds spent in functions."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def around(self, owner: Any, name: str) -> None:
        """Time a function wherever it is called from."""
        inner: Callable[..., Any] = getattr(owner, name)
        key = f"{getattr(owner, '__name__', owner)}.{name}"

        def timed(*given: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return inner(*given, **named)
            finally:
                self.seconds[key] = self.seconds.get(key, 0.0) + time.perf_counter() - began

        setattr(owner, name, timed)


def main() -> None:
    """Print seconds and shares, for Parquet and for JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    count = parser.parse_args().rows
    texts = pl.read_parquet(SAMPLE)["text"].to_list()
    frame = pl.DataFrame(
        {
            "text": [f"{texts[n % len(texts)]} {n} {texts[(n * 7 + 1) % len(texts)]}" for n in range(count)],
            "id": [f"row-{n}" for n in range(count)],
            "score": [n / 7 for n in range(count)],
            "tags": [["a", str(n % 9)] for n in range(count)],
        }
    )
    clock = Clock()
    for owner, name in (
        (row_blocks.ObjectRows, "digests"),
        (row_blocks.ArrowRows, "digests"),
        (ConservedValues, "check"),
    ):
        clock.around(owner, name)
    with tempfile.TemporaryDirectory() as folder:
        frame.write_parquet(Path(folder) / "rows.parquet")
        frame.write_ndjson(Path(folder) / "rows.jsonl")
        for name in ("rows.parquet", "rows.jsonl"):
            clock.seconds.clear()
            began = time.perf_counter()
            dataaudit.audit(Path(folder) / name, out=Path(folder) / f"run-{name}")
            whole = time.perf_counter() - began
            spent = sum(clock.seconds.values())
            parts = ", ".join(f"{key} {value:.2f} s" for key, value in clock.seconds.items())
            print(f"{name}: {count:,} rows, run {whole:.1f} s, digests {spent:.2f} s = {spent / whole:.1%} ({parts})")


if __name__ == "__main__":
    main()
