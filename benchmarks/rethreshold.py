"""How long a finished run of many rows takes to be judged again, and to tell what rules cost.

    python benchmarks/rethreshold.py RUN FOLDER [--rows 10000000]

RUN is a finished run of some hundred thousand rows; its signals are copied until there are as many rows as asked for,
with row ids and hashes of their own, so that no copy is a duplicate of another.
"""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dataaudit import load_result
from dataaudit.engine.memory import peak_bytes
from dataaudit.stages.duplicates.result_schemas import PAIR_SCHEMA


def copied(run: Path, folder: Path, rows: int) -> int:
    """Write the copies; returns how many rows there are."""
    (folder / "rows").mkdir(parents=True)
    for name in ("manifest.json", "summary.json", *(path.name for path in run.glob("*.parquet"))):
        shutil.copy(run / name, folder / name)
    pairs = PAIR_SCHEMA.empty_table().append_column("kind", pa.array([], pa.string()))
    pq.write_table(pairs, folder / "pairs.parquet")
    rng = np.random.default_rng(0)
    parts = [pq.read_table(path) for path in sorted((run / "rows").glob("part-*.parquet"))]
    made = number = 0
    while made < rows:
        for part in parts:
            table = part.slice(0, rows - made)
            if not len(table):
                break
            columns = {"row_id": pa.array(np.arange(made, made + len(table), dtype=np.uint64))}
            for name in ("hash_raw", "hash_text", "hash_loose"):
                drawn = rng.bytes(16 * len(table)).hex()
                columns[name] = pa.array([drawn[place : place + 32] for place in range(0, len(drawn), 32)])
            for name, values in columns.items():
                place = table.schema.get_field_index(name)
                table = table.set_column(place, name, values)
            pq.write_table(
                table, folder / "rows" / f"part-{number:05d}.parquet", compression="zstd", write_page_checksum=True
            )
            made, number = made + len(table), number + 1
    return made


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=10_000_000)
    options = parser.parse_args()
    rows = copied(options.run, options.folder, options.rows)
    result = load_result(options.folder)
    changed = {"short-text": {"min_chars": 40}, "digit-share": {"max_share": 0.2}}
    began = time.perf_counter()
    found = result.found(changed)
    quick = time.perf_counter() - began
    began = time.perf_counter()
    again = result.rethreshold(changed)
    judged = time.perf_counter() - began
    flagged = dict.fromkeys(changed, 0) | {one.name: one.count for one in again.findings if one.name in changed}
    began = time.perf_counter()
    table = again.costs()
    print("| what | rows | seconds | peak memory, MiB |\n| --- | --- | --- | --- |")
    print(f"| rows that two findings would find at other thresholds | {rows:,} | {quick:.1f} | |")
    print(f"| judged again with two other thresholds | {rows:,} | {judged:.1f} | |")
    told = time.perf_counter() - began
    print(f"| costs of {table.findings.height} rules | {rows:,} | {told:.1f} | {peak_bytes() >> 20:,} |")
    print(f"\n{found} {'as' if found == flagged else 'not as'} judged again")


if __name__ == "__main__":
    main()
