"""Near-duplicate pairs against brute force: every pair of texts by exact Jaccard similarity, as a sparse product.

    python benchmarks/minhash_recall.py

Each line: texts, true pairs, pairs reported, recall, precision, largest error of a similarity, seconds of both.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
from scipy import sparse

import dataaudit
from dataaudit.kernels.hashing.shingles import shingle_sets
from dataaudit.stages.duplicates.content_hashes import text_form
from dataaudit.stages.duplicates.minhash_signatures import text_shingles

DATA = Path(os.environ.get("DATAAUDIT_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
SETS = {
    "sms_spam": ("sms_spam/sms.parquet", ("text",)),
    "ag_news_test": ("ag_news_test/test.parquet", ("title", "description")),
    "gpteacher_toolformer": ("gpteacher_toolformer/toolformer.parquet", ("instruction", "input", "output")),
    "waimai_10k_zh": ("waimai_10k_zh/waimai.parquet", ("text",)),
    "chinese_poetry_sample": ("chinese_poetry_sample/poems.parquet", ("text",)),
    "udhr_languages": ("udhr_languages/udhr_lines.parquet", ("text",)),
}
THRESHOLD = 0.8
BLOCK = 1000

Pairs = dict[tuple[int, int], float]


def distinct_texts(path: str, columns: tuple[str, ...]) -> list[str]:
    """Texts of a data set, one of each that are equal up to white space."""
    frame = pl.read_parquet(DATA / path)
    texts = frame.select(pl.concat_str([pl.col(name).fill_null("") for name in columns], separator="\n").alias("text"))
    firsts: dict[str, str] = {}
    for text in texts["text"].to_list():
        firsts.setdefault(text_form(text), text)
    return list(firsts.values())


def brute_force(texts: list[str]) -> Pairs:
    """All pairs at or above the threshold."""
    hashes, bounds = shingle_sets(*text_shingles(pa.array(texts, pa.large_string()), 5))
    _, columns = np.unique(hashes, return_inverse=True)
    sizes = np.diff(bounds)
    shape = (len(texts), int(columns.max()) + 1)
    matrix = sparse.csr_matrix((np.ones(len(columns), np.int32), columns, bounds), shape=shape)
    found: Pairs = {}
    for first in range(0, len(texts), BLOCK):
        shared = (matrix[first : first + BLOCK] @ matrix.T).tocoo()
        one, two = shared.row + first, shared.col
        similarity = shared.data / (sizes[one] + sizes[two] - shared.data)
        chosen = (one < two) & (similarity >= THRESHOLD)
        pairs = zip(one[chosen].tolist(), two[chosen].tolist(), strict=True)
        found |= dict(zip(pairs, similarity[chosen].tolist(), strict=True))
    return found


def reported(texts: list[str], folder: str) -> tuple[Pairs, float]:
    """The pairs that an audit reports, and its seconds."""
    frame = pl.DataFrame({"text": texts})
    settings = ["stages.tokens=false", "stages.quality=false", "clean.duplicates=[]", "report.clusters=0"]
    started = time.monotonic()
    result = dataaudit.audit(frame, out=folder, settings=settings)
    seconds = time.monotonic() - started
    pairs = result.pairs().filter(pl.col("kind") == "minhash")
    return {(a, b): s for a, b, s in pairs.select("row_a", "row_b", "similarity").iter_rows()}, seconds


def main() -> None:
    """Print a line for every data set."""
    print("| data set | texts | true pairs | reported | recall | precision | largest error | audit s | brute force s |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, (path, columns) in SETS.items():
        texts = distinct_texts(path, columns)
        started = time.monotonic()
        truth = brute_force(texts)
        brute_seconds = time.monotonic() - started
        with tempfile.TemporaryDirectory() as folder:
            found, seconds = reported(texts, f"{folder}/run")
        right = set(truth) & set(found)
        recall = len(right) / len(truth) if truth else 1.0
        precision = len(right) / len(found) if found else 1.0
        error = max((abs(truth[pair] - found[pair]) for pair in right), default=0.0)
        print(
            f"| {name} | {len(texts):,} | {len(truth):,} | {len(found):,} | {recall:.5f} | {precision:.5f} "
            f"| {error:.1e} | {seconds:.1f} | {brute_seconds:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
