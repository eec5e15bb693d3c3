"""The corpora that make a deduplication quadratic: every row equal; distinct rows that share one band.

    python benchmarks/crowded.py [ROWS ...]        (default: 50000 100000 200000 400000)

Rows that share a band: each has the same 30 words and 4 of its own behind them, so that all are similar at about 0.77,
below the threshold: nearly every band brings them all together, and no two are duplicates.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

COMMON = " ".join(f"common{number}" for number in range(30))


def texts(kind: str, rows: int) -> list[str]:
    """A corpus of one of the two kinds."""
    if kind == "all equal":
        return [COMMON] * rows
    return [f"{COMMON} w{row} x{row * 7} y{row * 13} z{row * 29}" for row in range(rows)]


def main() -> None:
    """Print the table."""
    print("| corpus | rows | seconds | minhash s | peak MiB | kept | texts in crowded buckets | compared pairs |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for kind in ("all equal", "one band shared"):
        for rows in map(int, sys.argv[1:] or ("50000", "100000", "200000", "400000")):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                pq.write_table(pa.table({"text": texts(kind, rows)}), folder / "in.parquet")
                command = [sys.executable, "-m", "dataaudit", "run", "--input", str(folder / "in.parquet")]
                command += ["--out", str(folder / "out"), "--quiet", "--set", "stages.tokens=false"]
                started = time.monotonic()
                subprocess.run(command, capture_output=True, check=True)
                seconds = time.monotonic() - started
                manifest = json.loads((folder / "out/manifest.json").read_bytes())
                kept = json.loads((folder / "out/summary.json").read_bytes())["rows"]["kept"]
            stage = next(one for one in manifest["stages"] if one["name"] == "minhash")
            facts, peak = stage["facts"], max(one["peak_memory_bytes"] for one in manifest["stages"]) >> 20
            print(f"| {kind} | {rows:,} | {seconds:.1f} | {stage['seconds']:.1f} | {peak:,} | {kept:,} | "
                  f"{facts['texts_in_crowded_buckets']:,} | {facts['candidates']:,} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
