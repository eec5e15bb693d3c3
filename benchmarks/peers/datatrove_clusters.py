"""Near-duplicates with datatrove's four stages of MinHash: python datatrove_clusters.py TEXTS OUT.npz.

TEXTS is a folder of Parquet files with the columns ``row`` (a number) and ``text``: the tokens of every text with a
space between them. The local executor runs two workers; the buckets are its own (14 of 8 numbers of 64 bits), so is
the form of the texts that it signs. Words are told apart by the spaces, through a tokenizer that it is handed: its own
for English needs spaCy and takes longer. It verifies no pair: rows that share a bucket are one cluster. OUT gets
``clusters``, a number for every row, the same where rows are in one cluster; the last line printed is JSON with the
seconds of each step, the matches inside of buckets (each with the one before it) and the peak memory in MiB, of its
largest process.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import ParquetReader
from datatrove.pipeline.writers import JsonlWriter
from datatrove.utils.word_tokenizers import WordTokenizer
from pair_output import peak

WORKERS, BUCKETS, NUMBERS = 2, 14, 8
MATCH_BYTES = 16
"""Of a match in a file of the second stage: four numbers of 32 bits."""


class SpacedWords(WordTokenizer):
    """Tells words apart by the spaces between them."""

    def word_tokenize(self, text: str) -> list[str]:
        """The words of a text."""
        return text.split()

    def sent_tokenize(self, text: str) -> list[str]:
        """The text as one sentence."""
        return [text]

    def span_tokenize(self, text: str) -> list[tuple[int, int]]:
        """The place of that sentence."""
        return [(0, len(text))]


def run(source: Path, out: str) -> dict[str, float]:
    """Run the four stages; returns the seconds of each, the second and the third together."""
    config = MinhashConfig(n_grams=5, num_buckets=BUCKETS, hashes_per_bucket=NUMBERS)
    files = len(list(source.glob("*.parquet")))
    reader = ParquetReader(str(source), text_key="text", id_key="row", glob_pattern="*.parquet")
    steps = [
        ("sign", files, [reader, MinhashDedupSignature(f"{out}/signatures", config=config, language=SpacedWords())]),
        ("search", BUCKETS, [MinhashDedupBuckets(f"{out}/signatures", f"{out}/buckets", config=config)]),
        ("search", 1, [MinhashDedupCluster(f"{out}/buckets", f"{out}/remove", config=config, save_cluster_id=True)]),
        ("write", files, [reader, MinhashDedupFilter(f"{out}/remove"), JsonlWriter(f"{out}/kept", compression=None)]),
    ]
    seconds: dict[str, float] = {}
    for number, (name, tasks, pipeline) in enumerate(steps):
        started = time.monotonic()
        LocalPipelineExecutor(
            pipeline, tasks=tasks, workers=WORKERS, logging_dir=f"{out}/logs{number}", start_method="fork"
        ).run()
        seconds[name] = seconds.get(name, 0.0) + time.monotonic() - started
    return seconds


def clusters_of(source: Path, out: str) -> np.ndarray:
    """The cluster of every row; rows without a match are clusters of their own."""
    numbers = [pq.read_table(path, columns=["row"])["row"].to_numpy() for path in sorted(source.glob("*.parquet"))]
    rows = sum(map(len, numbers))
    clusters = np.arange(rows)
    for file, own in enumerate(numbers):
        path = Path(f"{out}/remove/{file:06d}.clusters")
        if path.exists():
            held = np.fromfile(path, np.dtype("<u4")).reshape(-1, 2).astype(np.int64)
            clusters[own[held[:, 0]]] = rows + held[:, 1]
    return clusters


def main() -> None:
    """Run, take the clusters."""
    started = time.monotonic()
    source = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as out:
        seconds = run(source, out)
        matches = sum(path.stat().st_size for path in Path(out, "buckets").glob("*.dups")) // MATCH_BYTES
        np.savez(sys.argv[2], clusters=clusters_of(source, out))
    print(json.dumps({**seconds, "seconds": time.monotonic() - started, "candidates": matches, "peak": peak()}))


if __name__ == "__main__":
    main()
