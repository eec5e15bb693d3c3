"""Near-duplicates with daft: python daft_clusters.py TEXTS OUT.npz.

TEXTS is a folder of Parquet files with the columns ``row`` (a number) and ``text``: the tokens of every text with a
space between them. As its tutorial shows it: its expression ``minhash`` of 5-grams of words, here 128 numbers in 16
bands of 8; bands are exploded, grouped into buckets, and every row of a bucket is joined with the bucket's smallest. It
verifies no pair: rows that are joined, directly or through others, are one cluster. That last step is a loop over the
pairs in Python, in place of the tutorial's repeated joins. OUT gets ``clusters``, a number for every row, the same
where rows are in one cluster; the last line printed is JSON with the seconds of each step, the pairs that buckets give
and the peak memory in MiB.
"""

import json
import sys
import time

import daft
import numpy as np
from daft import col
from pair_output import peak

NUMBERS, BANDS = 128, 16


def joined(signed: daft.DataFrame) -> tuple[list[int], list[int]]:
    """The smallest row of every bucket beside each other row there, once."""
    bands = signed.with_column("bucket", col("sketch").chunk(NUMBERS // BANDS))
    bands = bands.with_column("band", daft.lit(list(range(BANDS))))
    buckets = bands.select("row", "band", "bucket").explode("bucket", "band").groupby("band", "bucket")
    rows = buckets.agg(col("row").list_agg().alias("rows")).where(col("rows").list_count() > 1)
    pairs = rows.with_column("smallest", col("rows").list_min()).explode("rows")
    found = pairs.where(col("rows") != col("smallest")).select("smallest", "rows").distinct().to_pydict()
    return found["smallest"], found["rows"]


def clusters_of(rows: int, ones: list[int], others: list[int]) -> np.ndarray:
    """The smallest row that each row is joined with, directly or through others."""
    parents = list(range(rows))

    def root(row: int) -> int:
        while parents[row] != row:
            parents[row] = parents[parents[row]]
            row = parents[row]
        return row

    for one, other in zip(ones, others, strict=True):
        low, high = sorted((root(one), root(other)))
        parents[high] = low
    return np.array([root(row) for row in range(rows)], np.int64)


def main() -> None:
    """Sign, group, join."""
    started = time.monotonic()
    sketch = col("text").minhash(num_hashes=NUMBERS, ngram_size=5, seed=1, hash_function="xxhash3_64")
    texts = daft.read_parquet(f"{sys.argv[1]}/*.parquet")
    signed = texts.select("row", sketch.alias("sketch")).collect()
    done = time.monotonic()
    ones, others = joined(signed)
    clusters = clusters_of(len(signed), ones, others)
    np.savez(sys.argv[2], clusters=clusters)
    ended = time.monotonic()
    print(json.dumps({"sign": done - started, "search": ended - done, "seconds": ended - started,
                      "candidates": len(ones), "peak": peak()}))  # fmt: skip


if __name__ == "__main__":
    main()
