"""Token counts beside the tokenizer's own encode_batch_fast, on the same texts and threads.

    python benchmarks/token_counts.py CORPUS [--documents 50000]

CORPUS is made by build_corpus.py; the Chinese and multilingual texts of the development data follow.
"""

from __future__ import annotations

import argparse
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dataaudit.stages.tokens.token_counter import token_counter

DATA = Path(os.environ.get("DATAAUDIT_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
BATCH = 2048
WORKERS = len(os.sched_getaffinity(0))


def compare(name: str, texts: list[str], tokenizer: str) -> None:
    """One line of the table."""
    counter = token_counter(tokenizer)
    array = pa.array(texts, pa.large_string())
    megabytes = array.nbytes / 1e6
    started = time.monotonic()
    own = counter.count_whole(texts)
    whole_seconds = time.monotonic() - started
    started = time.monotonic()
    with ThreadPoolExecutor(WORKERS) as pool:
        pieces = [array.slice(first, BATCH) for first in range(0, len(array), BATCH)]
        ours = np.concatenate(list(pool.map(counter.count, pieces)))
    seconds = time.monotonic() - started
    print(
        f"| {name} | {len(texts):,} | {megabytes:.1f} | {counter.way} | {int((own != ours).sum())} "
        f"| {megabytes / whole_seconds:.1f} | {megabytes / seconds:.1f} | {whole_seconds / seconds:.1f} |",
        flush=True,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--documents", type=int, default=50_000)
    parser.add_argument("--tokenizer", default="deepseek")
    options = parser.parse_args()
    token_counter(options.tokenizer).count(pa.array(["warm up"] * 10, pa.large_string()))
    print("| texts | rows | MB | way | different | encode_batch MB/s | ours MB/s | ratio |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    corpus = pq.read_table(sorted(options.corpus.glob("*.parquet"))[0], columns=["text"])["text"]
    compare("build_corpus.py", corpus.slice(0, options.documents).to_pylist(), options.tokenizer)
    for name, file in (
        ("chinese_poetry_sample", "poems"), ("waimai_10k_zh", "waimai"), ("udhr_languages", "udhr_lines"),
        ("nltk_long_documents", "documents"),
    ):  # fmt: skip
        compare(name, pq.read_table(DATA / name / f"{file}.parquet")["text"].to_pylist(), options.tokenizer)


if __name__ == "__main__":
    main()
