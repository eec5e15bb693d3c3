"""MinHash signatures alone, beside daft's: read the texts, 128 permutations of 5-token shingles.

    python benchmarks/signatures.py CORPUS --daft VENV/bin/python [--documents 50000]

Both read the same Parquet file, use all cores and keep the signatures in memory. daft is installed in a virtual
environment of its own (pip install daft). Each is run twice in its process; the second time is told.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dataaudit.engine.memory import workers
from dataaudit.kernels.hashing.minhash import permutations, signatures
from dataaudit.stages.duplicates.minhash_signatures import text_shingles

BATCH = 2048


def sign(file: Path) -> float:
    """Seconds to sign all texts of a file."""
    started = time.perf_counter()
    drawn = permutations(128, 1)
    with ThreadPoolExecutor(workers()) as pool:
        batches = pq.ParquetFile(file).iter_batches(BATCH, columns=["text"])
        texts = (batch.column(0).cast(pa.large_string()) for batch in batches)
        list(pool.map(lambda some: signatures(*text_shingles(some, 5), drawn), texts))
    return time.perf_counter() - started


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--daft", metavar="PYTHON", required=True)
    parser.add_argument("--documents", type=int, default=50_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts.parquet"
        table = pq.read_table(options.corpus, columns=["text"]).slice(0, options.documents)
        pq.write_table(table, file, row_group_size=10_000)
        ours = [sign(file) for _ in range(2)][1]
        script = Path(__file__).parent / "peers" / "daft_signatures.py"
        told = subprocess.run([options.daft, str(script), str(file)], capture_output=True, text=True, check=True)
        peer = float(told.stdout.split()[-1])
    print("| job | seconds | texts/s | ratio |\n| --- | --- | --- | --- |")
    for name, seconds in (("dataaudit, signatures", ours), ("daft, minhash", peer)):
        print(f"| {name} | {seconds:.2f} | {len(table) / seconds:,.0f} | {seconds / ours:.1f} |")


if __name__ == "__main__":
    sys.exit(main())
