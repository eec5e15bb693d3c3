"""Rows far from all others, alone or in a small group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.stages.contract import SignalStore, added_table

FEWEST = 100
"""Fewest texts to assess."""
FARTHEST = 10
"""The neighbour whose distance reveals a small group: the tenth."""
CLOSE = 0.8
"""Cosine from which the nearest row belongs to the same small group; a row with such a neighbour is not alone."""
SPREADS = 3.0
"""A distance is far if it exceeds the upper quartile by this many interquartile ranges (Tukey 1977: far out)."""

ALONE, GROUP = "alone", "small group"


@dataclass(frozen=True, slots=True)
class Outliers:
    """Corpus stage ``outliers``, after ``embeddings``.

    Attributes:
        name: ``outliers``.

    Adds to the rows, for the first of several equal texts: ``nearest_similarity`` (cosine to the nearest row),
    ``far_similarity`` (to the tenth nearest), and ``outlier``: alone, small group, or null.
    """

    name: str = "outliers"

    @property
    def needs(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ("row_id",)

    @property
    def tables(self) -> tuple[str, ...]:
        """See ``CorpusStage``."""
        return ()

    @property
    def added(self) -> pa.Schema:
        """See ``CorpusStage``."""
        numbers = [("nearest_similarity", pa.float32()), ("far_similarity", pa.float32())]
        return pa.schema([*numbers, ("outlier", pa.string())])

    def run(self, store: SignalStore) -> Mapping[str, Any]:
        """See ``CorpusStage``."""
        table = store.read("neighbours")
        if table is None:
            table = pa.table(
                {"row_id": pa.array([], pa.uint64()), "similarities": pa.array([], pa.list_(pa.float32()))}
            )
        nearest, far = _ends(table.column("similarities"))
        kinds, limits = outlier_kinds(nearest, far)
        columns = {
            "row_id": table.column("row_id").to_numpy(),
            "nearest_similarity": pa.array(nearest, pa.float32(), from_pandas=True),
            "far_similarity": pa.array(far, pa.float32(), from_pandas=True),
            "outlier": pa.array(kinds, pa.string()),
        }
        store.write(added_table(self), pa.table(columns, schema=pa.schema([("row_id", pa.uint64()), *self.added])))
        return {"alone": kinds.count(ALONE), "in_small_groups": kinds.count(GROUP), **limits}


def _ends(lists: pa.ChunkedArray) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The first and the tenth similarity of every list; NaN in lists that are too short."""
    array = lists.combine_chunks()
    counts = array.value_lengths().to_numpy(zero_copy_only=False).astype(np.int64)
    values = array.flatten().to_numpy().astype(np.float64)
    begins = np.cumsum(counts) - counts
    nearest, far = np.full(len(counts), np.nan), np.full(len(counts), np.nan)
    nearest[counts > 0] = values[begins[counts > 0]]
    far[counts >= FARTHEST] = values[begins[counts >= FARTHEST] + FARTHEST - 1]
    return nearest, far


def outlier_kinds(nearest: NDArray[np.float64], far: NDArray[np.float64]) -> tuple[list[str | None], dict[str, float]]:
    """The kind of outlier that every row is, if any.

    Args:
        nearest: Cosine to the nearest row, float64; NaN for none.
        far: Cosine to the tenth nearest row, float64; NaN for none.

    Returns:
        Alone, small group, or None for every row; and the cosines below which a row is far. With fewer than 100 rows,
        None for every row and no cosines.
    """
    kinds: list[str | None] = [None] * len(nearest)
    limits: dict[str, float] = {}
    known = np.isfinite(nearest) & np.isfinite(far)
    if int(known.sum()) < FEWEST:
        return kinds, limits
    for name, values in (("alone_below", nearest), ("group_below", far)):
        low, high = np.percentile(1 - values[known], [25, 75])
        limits[name] = float(1 - (high + SPREADS * (high - low)))
    with np.errstate(invalid="ignore"):
        alone = known & (nearest < min(limits["alone_below"], CLOSE))
        group = known & ~alone & (nearest >= CLOSE) & (far < limits["group_below"])
    for place in np.flatnonzero(alone).tolist():
        kinds[place] = ALONE
    for place in np.flatnonzero(group).tolist():
        kinds[place] = GROUP
    return kinds, limits
