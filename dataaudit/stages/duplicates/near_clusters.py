"""Clusters of connected texts, with the smallest similarity between any two of them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.kernels.duplicates.union_find import components
from dataaudit.kernels.hashing.bands import bucket_pairs
from dataaudit.stages.duplicates.result_schemas import CLUSTER_SCHEMA
from dataaudit.stages.duplicates.shingle_store import ShingleSets

SMALL_CLUSTER = 64
"""Largest cluster whose pairs are all compared, for its smallest similarity."""


def near_clusters(
    row_ids: NDArray[np.uint64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    held: ShingleSets,
) -> pa.Table:
    """The clusters that pairs make.

    Args:
        row_ids: Of every text, ascending, uint64.
        left: One text of every pair, int64.
        right: The other.
        held: Shingle sets of the texts.
    """
    component = components(len(row_ids), left, right)
    members = np.unique(np.concatenate([left, right]))
    roots, inverse, sizes = np.unique(component[members], return_inverse=True, return_counts=True)
    smallest = np.full(len(roots), np.nan)
    order = np.argsort(inverse, kind="stable")
    bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    small = np.flatnonzero(sizes <= SMALL_CLUSTER)
    for some in np.array_split(small, max(1, len(small) // 4096)):
        inside = np.concatenate([np.zeros(0, np.int64), *(order[bounds[one] : bounds[one + 1]] for one in some)])
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes[some])])
        one, two = bucket_pairs(members[inside], ends)
        root = np.repeat(some, sizes[some] * (sizes[some] - 1) // 2)
        np.fmin.at(smallest, root, held.similarities(one, two))  # fmin ignores the NaN that it starts from
    columns = {
        "row_id": row_ids[members],
        "cluster_id": row_ids[roots][inverse],
        "min_similarity": pa.array(smallest[inverse], from_pandas=True),
    }
    return pa.table(columns, schema=CLUSTER_SCHEMA)
