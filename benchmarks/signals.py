"""Texts a second of all quality signals in one pass, beside datatrove's Gopher, C4 and FineWeb filters.

    python benchmarks/signals.py CORPUS/part-000.parquet --datatrove VENV/bin/python [--documents 20000] [--theirs 2000]

Both in one thread of one process, texts in memory; compiling and loading of models are left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dataaudit.stages.language.text_language import Language
from dataaudit.stages.quality.common_passages import PassageHashes
from dataaudit.stages.quality.quality_score import QualityScore
from dataaudit.stages.quality.quality_signals import GROUPS, QualitySignals
from dataaudit.stages.tokens.token_lengths import TokenLengths

BATCH = 2048


def seconds_of(stages: list, texts: pa.LargeStringArray) -> float:
    """Seconds of stages one after the other over batches of texts."""
    began = time.perf_counter()
    for first in range(0, len(texts), BATCH):
        columns = {"text": texts.slice(first, BATCH)}
        for stage in stages:
            added = stage(pa.RecordBatch.from_pydict(columns))
            columns |= dict(zip(added.schema.names, added.columns, strict=True))
    return time.perf_counter() - began


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--datatrove", metavar="PYTHON", required=True)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--theirs", type=int, default=2_000)
    options = parser.parse_args()
    column = pq.read_table(options.corpus, columns=["text"]).slice(0, options.documents)["text"]
    texts = column.cast(pa.large_string()).combine_chunks()
    quality = [TokenLengths(None), QualitySignals()]
    more = [*quality, Language(), QualityScore(), PassageHashes()]
    seconds_of(more, texts.slice(0, 64))
    print("| what | texts/s |\n| --- | --- |")
    for group, signals in GROUPS:
        began = time.perf_counter()
        for first in range(0, len(texts), BATCH):
            signals(texts.slice(first, BATCH))
        print(f"| {group.__name__.rpartition('.')[2]} signals | {len(texts) / (time.perf_counter() - began):,.0f} |")
    ours = len(texts) / seconds_of(quality, texts)
    print(f"| all {len(QualitySignals().schema)} quality signals and lengths | {ours:,.0f} |")
    print(f"| with language, score and passages | {len(texts) / seconds_of(more, texts):,.0f} |")
    script = Path(__file__).parent / "peers" / "datatrove_filters.py"
    given = json.dumps(texts.slice(0, options.theirs).to_pylist())
    told = subprocess.run([options.datatrove, str(script)], input=given, capture_output=True, text=True)
    if told.returncode:
        sys.exit(told.stderr[-2000:])
    answer = json.loads(told.stdout.splitlines()[-1])
    theirs = answer["texts"] / answer["seconds"]["all four"]
    print(f"| datatrove: Gopher quality, Gopher repetition, C4, FineWeb | {theirs:,.0f} |")
    print(f"\nratio {ours / theirs:.1f}")


if __name__ == "__main__":
    main()
