"""Small summaries of distributions, from which drift is measured: counts, quantiles, groups of texts."""

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
BUCKETS = 512
"""Buckets that words are counted in."""
SAMPLE = 20_000
"""Texts that words and vectors are taken from."""
GROUPS = 16
"""Groups of the sample, by the digest of the row: how much they differ says what chance does."""
FEWEST = 8 * GROUPS
"""Texts below which there are no groups: a group would be nearly one text."""
_MOST_VALUES, _LONGEST_NAME = 1_000, 60
_SHORTEST, _AT_A_TIME = 1e-6, 1024
_MIXED = np.uint64(0x9E3779B97F4A7C15)
"""Multiplied with a digest: the sample has the smallest ones, whose groups should not depend on that."""


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
class TextGroups:
    """A sample of texts in ``GROUPS`` groups.

    Attributes:
        model: Identifies the vectors.
        counts: Texts of each group.
        words: Of each group, words in ``BUCKETS`` buckets, under the key.
        vectors: Of each group, the sum of the unit vectors of its texts, rounded.
    """

    model: str
    counts: tuple[int, ...]
    words: tuple[tuple[int, ...], ...]
    vectors: tuple[tuple[float, ...], ...]


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


def text_groups(folder: Path, manifest: Manifest, key: bytes) -> TextGroups | None:
    """Words and vectors of a sample, the same whatever the order of rows or files; None of too few texts."""
    encoder = StaticEncoder(static_vectors())
    words = np.zeros((GROUPS, BUCKETS), np.int64)
    vectors, counts = np.zeros((GROUPS, encoder.dimensions)), np.zeros(GROUPS, np.int64)
    places: dict[int, int] = {}
    for group, texts in _sampled_texts(folder, manifest):
        hashes, found = np.unique(tokens_of(texts).hashes, return_counts=True)
        for one in hashes.tolist():
            if one not in places:
                places[one] = int(keyed(one, key)[:8], 16) % BUCKETS
        np.add.at(words[group], np.fromiter((places[one] for one in hashes.tolist()), np.int64, len(hashes)), found)
        sums = np.asarray(encoder.encode(texts)[0], np.float64)
        lengths = np.linalg.norm(sums, axis=1)
        vectors[group] += (sums[lengths > _SHORTEST] / lengths[lengths > _SHORTEST, None]).sum(0)
        counts[group] += len(texts)
    if counts.sum() < FEWEST or not words.sum(1).all():
        return None
    return TextGroups(
        model=static_identity(),
        counts=tuple(counts.tolist()),
        words=tuple(tuple(row) for row in words.tolist()),
        vectors=tuple(tuple(round(one, 4) for one in row) for row in vectors.tolist()),
    )


def _sampled_texts(folder: Path, manifest: Manifest) -> Iterator[tuple[int, pa.LargeStringArray]]:
    """Texts of the kept rows with the smallest digests, a thousand of one group at a time."""
    rows = scan_parts(folder, "rows").filter("kept").select("row_id", "row_digest")
    chosen = rows.bottom_k(SAMPLE, by=["row_digest", "row_id"]).collect().sort("row_id")
    ids, groups = chosen["row_id"].to_numpy(), chosen["row_digest"].to_numpy() * _MIXED >> np.uint64(40)
    held: list[list[str]] = [[] for _ in range(GROUPS)]
    for row, text in clean_texts(folder, text_template(manifest), ids):
        if text:
            group = int(groups[np.searchsorted(ids, row)] % GROUPS)
            held[group].append(text)
            if len(held[group]) == _AT_A_TIME:
                yield group, pa.array(held[group], pa.large_string())
                held[group] = []
    for group, texts in enumerate(held):
        if texts:
            yield group, pa.array(texts, pa.large_string())
