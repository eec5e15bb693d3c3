"""Small summaries of distributions, from which drift is measured: counts, quantiles, word buckets, a mean vector."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa

from dataaudit.results.comparison.digest_key import keyed, keyed_bytes
from dataaudit.results.explain_row import text_template
from dataaudit.results.result import clean_texts
from dataaudit.stages.vectors.encoders import StaticEncoder, tokens_of
from dataaudit.stages.vectors.static_vectors import static_identity, static_vectors
from dataaudit.store.manifest import Manifest
from dataaudit.store.parts import scan_parts

POINTS = 201
"""Quantiles that are kept: the distance between two distributions is known to 1 / (POINTS - 1)."""
BUCKETS = 1024
"""Buckets that words are counted in."""
SAMPLE = 20_000
"""Texts that words and vectors are taken from."""
FEWEST = 50
"""Texts below which there is no mean vector: it would be nearly that of one text."""
_MOST_VALUES, _LONGEST_NAME = 1_000, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """Rows by value; values beyond the thousand most frequent are counted together, as ``other``."""

    counts: dict[str, int]
    other: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantiles:
    """Values that are not null: how many, and ``POINTS`` quantiles from the smallest to the largest."""

    count: int
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """The mean of vectors of texts.

    Attributes:
        model: Identifies the vectors.
        count: Texts.
        mean: Of unit vectors.
        spread: Mean squared distance of a text from the mean.
    """

    model: str
    count: int
    mean: tuple[float, ...]
    spread: float


def categories(rows: pl.LazyFrame, column: str, key: bytes) -> Category | None:
    """Rows by value of a column; None where no row has one. Long values, which may be texts, are digests."""
    counted = rows.select(pl.col(column).drop_nulls().value_counts(sort=True, name="rows")).unnest(column).collect()
    if not counted.height:
        return None
    first = counted.sort(["rows", column], descending=[True, False]).head(_MOST_VALUES)
    counts = {_value_name(str(value), key): int(count) for value, count in first.iter_rows()}
    return Category(counts=counts, other=sum(counted["rows"].to_list()) - sum(first["rows"].to_list()))


def _value_name(value: str, key: bytes) -> str:
    if len(value) <= _LONGEST_NAME:
        return value
    return f"(long value {keyed_bytes(value.encode('utf-8', 'replace'), key)})"


def quantiles(rows: pl.LazyFrame, column: str) -> Quantiles | None:
    """Quantiles of a column of numbers; None where no row has one. NaN counts as no value."""
    values = rows.select(pl.col(column).cast(pl.Float64)).collect()[column].drop_nulls().drop_nans()
    if not values.len():
        return None
    found = np.quantile(values.to_numpy(), np.linspace(0.0, 1.0, POINTS), method="inverted_cdf")
    return Quantiles(count=values.len(), values=tuple(float(f"{one:.7g}") for one in found))


def text_sketches(folder: Path, manifest: Manifest, key: bytes) -> tuple[tuple[int, ...], Direction | None]:
    """Words in buckets, and the mean vector, of the same sample whatever the order of rows or files."""
    buckets = np.zeros(BUCKETS, np.int64)
    sums, squares, count = np.zeros(static_vectors().vectors.shape[1]), 0.0, 0
    encoder = StaticEncoder(static_vectors())
    places: dict[int, int] = {}
    for texts in _sampled_texts(folder, manifest):
        hashes, counts = np.unique(tokens_of(texts).hashes, return_counts=True)
        for one in hashes.tolist():
            if one not in places:
                places[one] = int(keyed(one, key)[:8], 16) % BUCKETS
        np.add.at(buckets, np.fromiter((places[one] for one in hashes.tolist()), np.int64, len(hashes)), counts)
        vectors = np.asarray(encoder.encode(texts)[0], np.float64)
        lengths = np.linalg.norm(vectors, axis=1)
        vectors = vectors[lengths > 1e-6] / lengths[lengths > 1e-6, None]
        sums += vectors.sum(0)
        squares += float((vectors**2).sum())
        count += len(vectors)
    found = tuple(buckets.tolist()) if buckets.any() else ()
    if count < FEWEST:
        return found, None
    mean = sums / count
    spread = squares / count - float(mean @ mean)
    return found, Direction(
        model=static_identity(), count=count, mean=tuple(round(float(one), 6) for one in mean), spread=round(spread, 6)
    )


def _sampled_texts(folder: Path, manifest: Manifest) -> Iterator[pa.LargeStringArray]:
    """Texts of the kept rows with the smallest digests, some thousands at a time."""
    rows = scan_parts(folder, "rows").filter("kept").select("row_id", "row_digest")
    chosen = rows.bottom_k(SAMPLE, by=["row_digest", "row_id"]).collect()["row_id"].to_numpy()
    held: list[str] = []
    for _, text in clean_texts(folder, text_template(manifest), chosen):
        if text:
            held.append(text)
        if len(held) == 4096:
            yield pa.array(held, pa.large_string())
            held = []
    if held:
        yield pa.array(held, pa.large_string())
