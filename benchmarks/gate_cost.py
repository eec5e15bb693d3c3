"""Seconds and memory of a gate of twenty rules on a run of many rows.

Usage: python benchmarks/gate_cost.py [--rows 5000000]

The rows are those of the sample's run, repeated; great-expectations judges slices of them, findings are counted by
polars. Reading the data is not part of it.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path

import polars as pl

import dataaudit
from dataaudit.gates.evaluate import evaluate_gate
from dataaudit.gates.rules import load_gate
from dataaudit.results.looked_for import found_by
from dataaudit.store.parts import part_name

COLUMNS = ("tokens", "chars", "words", "lines", "quality_score", "mean_word_length", "digit_share", "uppercase_share")
RULES = [
    *({"id": name, "column": name, "max": 1e9, "min": 0, "mostly": 0.99} for name in COLUMNS),
    *({"id": f"metric-{n}", "metric": "rows.kept", "min": n} for n in range(6)),
    {"id": "secrets", "finding": "secret"},
    {"id": "uppercase", "finding": "uppercase", "of": "share", "max": 0.5},
    {"id": "spam", "finding": "uppercase", "where": {"class": "spam"}, "max": 1e9},
    {"id": "duplicates", "family": "duplicates", "max": 1e9},
    {"id": "quality", "family": "quality", "of": "share", "max": 0.9},
    {"id": "errors", "findings": "error", "max": 0},
]


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=5_000_000)
    wanted = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sample = Path(dataaudit.__file__).parent / "sample" / "sms_spam.parquet"
        run = dataaudit.audit(sample, out=folder / "run")
        part = pl.concat([run.rows()] * 18)
        many = folder / "many"
        (many / "rows").mkdir(parents=True)
        for number in range(-(-wanted // part.height)):
            part.write_parquet(many / part_name("rows", number))
        rules = folder / "rules.yml"
        rules.write_text(json.dumps({"rules": RULES}), encoding="utf-8")
        began = time.monotonic()
        outcome = evaluate_gate(load_gate([str(rules)]), many, run.metrics, found_by(run))
        seconds = time.monotonic() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows = pl.scan_parquet(many / "rows" / "*.parquet").select(pl.len()).collect().item()
        print(f"{rows:,} rows, {len(outcome.results)} rules: {seconds:.1f} s, {peak:,.0f} MiB at most")


if __name__ == "__main__":
    main()
