"""Columns of the tables of pairs, clusters and recall."""

from __future__ import annotations

import pyarrow as pa

PAIR_SCHEMA = pa.schema([("row_a", pa.uint64()), ("row_b", pa.uint64()), ("similarity", pa.float64())])
CLUSTER_SCHEMA = pa.schema([("row_id", pa.uint64()), ("cluster_id", pa.uint64()), ("min_similarity", pa.float64())])
RECALL_SCHEMA = pa.schema(
    [("crowded", pa.bool_()), ("copies", pa.int64()), ("found", pa.int64()), ("mean_similarity", pa.float64())]
)
