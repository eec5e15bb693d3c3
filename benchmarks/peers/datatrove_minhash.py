"""datatrove's MinHash deduplication of Parquet files, all four stages: python datatrove_minhash.py IN OUT WORKERS."""

import sys
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import ParquetReader
from datatrove.pipeline.writers import JsonlWriter
from datatrove.utils.hashing import HashConfig


def run(source: str, out: str, workers: int, before: list) -> None:
    """All stages; ``before`` stands between reading and signing."""
    config = MinhashConfig(hash_config=HashConfig(precision=64), num_buckets=14, hashes_per_bucket=8, n_grams=5)
    files = len(list(Path(source).glob("*.parquet")))
    reader = [ParquetReader(source, text_key="text", id_key="id", glob_pattern="*.parquet"), *before]
    steps = [
        (files, [*reader, MinhashDedupSignature(f"{out}/signatures", config=config, language="eng")]),
        (14, [MinhashDedupBuckets(f"{out}/signatures", f"{out}/buckets", config=config)]),
        (1, [MinhashDedupCluster(f"{out}/buckets", f"{out}/remove", config=config)]),
        (files, [*reader, MinhashDedupFilter(f"{out}/remove"), JsonlWriter(f"{out}/kept", compression=None)]),
    ]
    for number, (tasks, pipeline) in enumerate(steps):
        LocalPipelineExecutor(pipeline, tasks=tasks, workers=workers, logging_dir=f"{out}/logs{number}").run()


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], int(sys.argv[3]), [])
