"""Speed of every kernel on one thread, and of the three that MinHash needs together.

python benchmarks/kernels.py CORPUS
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dataaudit.kernels.buffers import text_buffers
from dataaudit.kernels.hashing.bands import band_hashes
from dataaudit.kernels.hashing.minhash import permutations, signatures
from dataaudit.kernels.text.characters import character_tables
from dataaudit.kernels.text.repetition import repetition
from dataaudit.stages.duplicates.content_hashes import ContentHashes
from dataaudit.stages.duplicates.minhash_signatures import text_shingles
from dataaudit.stages.text_scan_cache import scanned
from dataaudit.stages.tokens.token_counter import token_counter

BATCH = 2048


def main() -> None:
    """Print the table."""
    table = pq.read_table(sorted(Path(sys.argv[1]).glob("*.parquet"))[0], columns=["text"]).slice(0, 20_000)
    texts = table["text"].combine_chunks().cast(pa.large_string())
    megabytes = texts.nbytes / 1e6
    drawn, (classes, _) = permutations(128, 1), character_tables()

    def each(work: Callable[[Any], Any]) -> float:
        work(texts.slice(0, 10))
        started = time.perf_counter()
        for first in range(0, len(texts), BATCH):
            work(texts.slice(first, BATCH))
        return time.perf_counter() - started

    jobs: dict[str, Callable[[Any], Any]] = {
        "text scan": scanned,
        "repetition": lambda some: repetition(*text_buffers(some), classes),
        "shingles (tokens, hashes)": lambda some: text_shingles(some, 5),
        "shingles, signatures, bands": lambda some: band_hashes(signatures(*text_shingles(some, 5), drawn), 25, 5),
        "exact hashes, three levels": lambda some: ContentHashes()(pa.RecordBatch.from_pydict({"text": some})),
        "token counts": token_counter("deepseek").count,
    }
    print(f"{len(texts):,} texts, {megabytes:.1f} MB, one thread\n\n| kernel | texts/s | MB/s |\n| --- | --- | --- |")
    for name, work in jobs.items():
        seconds = each(work)
        print(f"| {name} | {len(texts) / seconds:,.0f} | {megabytes / seconds:.0f} |", flush=True)


if __name__ == "__main__":
    main()
