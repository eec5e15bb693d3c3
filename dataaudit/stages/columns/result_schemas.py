"""Columns of the table about columns."""

from __future__ import annotations

import pyarrow as pa

COLUMNS = pa.schema(
    [
        ("column", pa.string()),
        ("rows", pa.int64()),
        ("missing", pa.int64()),
        ("least_missing_share", pa.float64()),
        ("distinct", pa.int64()),
        ("repeated", pa.int64()),
        ("apart", pa.bool_()),
        ("spelled", pa.bool_()),
    ]
)
"""``columns.parquet``. ``missing`` counts nulls and empty texts, ``least_missing_share`` is their share in the split
that has the smallest one. ``repeated`` counts the rows whose value occurs in another, different row of the same file.
``apart`` says of a column of categories whether a split has none of the values of the largest one, ``spelled`` whether
two splits write one value in different ways (null of others)."""
