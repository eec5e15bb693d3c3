"""Deduplication and whole audits beside the peers', on the same corpus and cores.

    python benchmarks/peers.py CORPUS --documents 20000 \
        --datatrove VENV/bin/python --text-dedup VENV/bin/python

CORPUS is made by build_corpus.py. Each peer runs in a virtual environment of its own (pip install
"datatrove[io,processing]" "xxhash<4"; pip install text-dedup). Times are of whole processes. Truth is every pair of
texts with an exact Jaccard similarity of at least 0.8; recall is the share of true pairs of which not both are kept,
precision the share of dropped documents that a kept one stands for.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from minhash_recall import brute_force

HERE = Path(__file__).parent
WORKERS = len(os.sched_getaffinity(0))


def timed(command: list[str]) -> tuple[float, float]:
    """Seconds and peak memory (MB, of the largest process) of a command."""
    started = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-3000:]}")
    return time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def ours(source: Path, out: Path, *settings: str) -> list[str]:
    """An audit."""
    command = [sys.executable, "-m", "dataaudit", "run", "--input", str(source), "--text", "text", "--label", ""]
    return [*command, "--out", str(out), "--quiet", *(("--set", *settings) if settings else ())]


def kept_by_us(out: Path) -> set[int]:
    """Ids of the clean data set."""
    return set(pl.read_parquet(out / "clean/*.parquet", columns=["id"])["id"].to_list())


def kept_in_lines(folder: Path) -> set[int]:
    """Ids in JSON lines."""
    lines = [line for path in sorted(folder.glob("**/*.jsonl")) for line in path.open(encoding="utf-8")]
    return {int(row.get("id", 0)) for row in map(json.loads, lines)}  # datatrove leaves out what is 0


def kept_by_text_dedup(out: Path) -> set[int]:
    """Ids of a saved dataset."""
    import datasets

    return set(map(int, datasets.load_from_disk(str(out))["id"]))


def quality(pairs: dict[tuple[int, int], float], kept: set[int], documents: int) -> str:
    """Recall and precision."""
    found = sum(not (one in kept and two in kept) for one, two in pairs)
    stands = {one for one, two in pairs if two in kept} | {two for one, two in pairs if one in kept}
    dropped = set(range(documents)) - kept
    recall = found / len(pairs)
    precision = len(dropped & stands) / len(dropped) if dropped else 1.0
    return f"{recall:.4f} | {precision:.4f} | {len(dropped):,}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--datatrove", metavar="PYTHON")
    parser.add_argument("--text-dedup", metavar="PYTHON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "in"
        source.mkdir()
        table = pq.read_table(options.corpus, columns=["id", "text"]).slice(0, options.documents)
        table = table.set_column(0, "id", pa.array(range(len(table)), pa.int64()))
        half = len(table) // 2
        for number, part in enumerate((table.slice(0, half), table.slice(half))):
            pq.write_table(part, source / f"part-{number}.parquet")
        texts = table["text"].to_pylist()
        megabytes = sum(len(text.encode()) for text in texts) / 1e6
        pairs = brute_force(texts)
        print(f"{len(texts):,} documents, {megabytes:.1f} MB, {len(pairs):,} pairs of at least 0.8; {WORKERS} cores, "
              f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, "
              f"pyarrow {pa.__version__}\n")  # fmt: skip
        own = ["stages.language=false", "stages.pii=false", "stages.passages=false"]  # what no peer here does
        near = ["stages.tokens=false", "stages.quality=false", "stages.classes=false", *own]
        tool = str(HERE / "peers")
        jobs: list[tuple[str, list[str], Callable[[], set[int]] | None]] = [
            ("dataaudit, near-duplicates", ours(source, folder / "near", *near), lambda: kept_by_us(folder / "near")),
            (
                "datasketch, vectorised, all cores",
                [sys.executable, f"{tool}/datasketch_minhash.py", str(source), str(folder / "sketch"), str(WORKERS)],
                lambda: kept_in_lines(folder / "sketch"),
            ),
            (
                "datasketch in plain Python",
                [sys.executable, f"{tool}/datasketch_minhash.py", str(source), str(folder / "plain"), "1", "plain"],
                lambda: kept_in_lines(folder / "plain"),
            ),
        ]
        if options.text_dedup:
            command = [options.text_dedup, "-m", "text_dedup.minhash", "--path", "parquet", "--data_files"]
            command += [str(source / "*.parquet"), "--split", "train", "--column", "text", "--idx_column", "id"]
            command += [
                "--ngram",
                "5",
                "--threshold",
                "0.8",
                "--num_perm",
                "128",
                "--hash_func",
                "xxh3",
                "--min_length",
            ]
            command += ["1", "--cache_dir", str(folder / "cache"), "--output", str(folder / "td")]
            command += ["--num_proc", str(WORKERS), "--batch_size", "1000"]
            jobs.append(("text-dedup", command, lambda: kept_by_text_dedup(folder / "td")))
        if options.datatrove:
            command = [options.datatrove, f"{tool}/datatrove_minhash.py", str(source), str(folder / "dt"), str(WORKERS)]
            jobs.append(("datatrove, MinHash", command, lambda: kept_in_lines(folder / "dt/kept")))
        jobs.append(("dataaudit, with language and personal data", ours(source, folder / "all"), None))
        jobs.append(("dataaudit, tokens, exact, near, quality, classes", ours(source, folder / "full", *own), None))
        if options.datatrove:
            from dataaudit.stages.tokens.tokenizers import tokenizer_file

            command = [options.datatrove, f"{tool}/datatrove_full.py", str(source), str(folder / "dtf"), str(WORKERS)]
            jobs.append(("datatrove, tokens + Gopher + MinHash", [*command, str(tokenizer_file("deepseek"))], None))
        print("| job | seconds | documents/s | ratio | recall | precision | dropped |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        base: dict[str, Any] = {}
        for title, command, kept in jobs:
            seconds, _ = timed(command)
            if title.startswith("dataaudit"):
                base = {"seconds": seconds}
            told = quality(pairs, kept(), len(texts)) if kept else "– | – | –"
            ratio = f"{seconds / base['seconds']:.1f}"
            print(f"| {title} | {seconds:.1f} | {len(texts) / seconds:,.0f} | {ratio} | {told} |", flush=True)
        shutil.rmtree(source)


if __name__ == "__main__":
    main()
