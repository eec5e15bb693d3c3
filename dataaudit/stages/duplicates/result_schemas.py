"""Columns of the tables of pairs and clusters."""

from __future__ import annotations

import pyarrow as pa

PAIR_SCHEMA = pa.schema([("row_a", pa.uint64()), ("row_b", pa.uint64()), ("similarity", pa.float64())])
CLUSTER_SCHEMA = pa.schema([("row_id", pa.uint64()), ("cluster_id", pa.uint64()), ("min_similarity", pa.float64())])
