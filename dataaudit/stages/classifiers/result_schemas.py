"""Columns of the table about classifiers."""

from __future__ import annotations

import pyarrow as pa

CLASSIFIERS = pa.schema(
    [
        ("classifier", pa.string()),
        ("severity", pa.string()),
        ("label", pa.string()),
        ("threshold", pa.float64()),
        ("flags", pa.string()),
        ("rows", pa.int64()),
        ("flagged", pa.int64()),
        ("p10", pa.float64()),
        ("median", pa.float64()),
        ("p90", pa.float64()),
        ("furthest", pa.list_(pa.uint64())),
    ]
)
"""``classifiers.parquet``: every classifier with its label, the texts that it scored, those beyond its threshold
(``flags`` says on which side), quantiles of its scores, and the rows furthest beyond the threshold."""
