"""Whole audits of more and more rows: seconds, seconds a row, peak memory.

    python benchmarks/scaling.py CORPUS [ROWS ...]        (default: 50000 100000 200000 400000 800000)

CORPUS is made by build_corpus.py, 16 shards of 50,000 rows.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SHARD = 50_000


def main() -> None:
    """Print the table."""
    corpus = Path(sys.argv[1])
    print("| rows | seconds | ms a row | peak MiB | read | minhash | judge | clean |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for rows in map(int, sys.argv[2:] or ("50000", "100000", "200000", "400000", "800000")):
        shards = sorted(corpus.glob("*.parquet"))[: rows // SHARD]
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "dataaudit", "run", "--input", *map(str, shards)]
            command += ["--text", "text", "--label", "", "--out", f"{folder}/run"]
            started = time.monotonic()
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds = time.monotonic() - started
        events = [json.loads(line) for line in done.stderr.splitlines()]
        stages = {one["stage"]: one["seconds"] for one in events if one["event"] == "stage_finished"}
        peak = events[-1]["peak_memory_bytes"] / 2**20
        shown = " | ".join(f"{stages[name]:.1f}" for name in ("read", "minhash", "judge", "clean"))
        print(f"| {rows:,} | {seconds:.1f} | {1000 * seconds / rows:.3f} | {peak:,.0f} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
