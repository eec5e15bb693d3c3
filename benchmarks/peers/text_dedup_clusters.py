"""Near-duplicates with text-dedup's MinHash: python text_dedup_clusters.py TEXTS OUT.npz.

TEXTS is a folder of Parquet files with a column ``text``: the tokens of every text with a space between them. Its own
command is called in this process: 5-grams of what stands between characters that are no letters, sketches of 128
numbers, its faster hash, the bands that it chooses for the threshold 0.8, two processes. It verifies no pair: rows that
share a bucket are one cluster. OUT gets ``clusters``, a number for every row in the files' order, the same where rows
are in one cluster; the last line printed is JSON with its seconds of each step and the peak memory in MiB, of its
largest process.
"""

import json
import logging
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from pair_output import peak

PROCESSES = 2
RECIPE = ["--ngram", "5", "--threshold", "0.8", "--num_perm", "128", "--hash_func", "xxh3", "--min_length", "1"]
STEPS = {"Loading": "read", "MinHashing": "sign", "Clustering": "search", "Filtering": "filter", "Saving": "write"}


class Seconds(logging.Handler):
    """Keeps the seconds of each step that the command logs at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Take a line like ``Clustering     : 1.25s``."""
        name, _, value = record.getMessage().partition(":")
        if name.strip() in STEPS:
            self.steps[STEPS[name.strip()]] = float(value.strip().removesuffix("s"))


def main() -> None:
    """Run the command, take its clusters."""
    started = time.monotonic()
    from text_dedup import logger, minhash

    heard = Seconds()
    logger.addHandler(heard)
    source = Path(sys.argv[1])
    rows = sum(pq.read_metadata(path).num_rows for path in source.glob("*.parquet"))
    with tempfile.TemporaryDirectory() as held:
        command = ["--path", "parquet", "--data_files", str(source / "*.parquet"), "--split", "train"]
        command += ["--column", "text", "--cache_dir", f"{held}/cache", "--output", f"{held}/kept"]
        command += ["--num_proc", str(PROCESSES), *RECIPE]
        minhash.main(command, standalone_mode=False)
        clusters = np.array([minhash.uf.find(row) for row in range(rows)], np.int64)
    np.savez(sys.argv[2], clusters=clusters)
    print(json.dumps({**heard.steps, "seconds": time.monotonic() - started, "peak": peak()}))


if __name__ == "__main__":
    main()
