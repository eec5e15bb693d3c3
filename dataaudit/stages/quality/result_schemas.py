"""Columns of the table of passages."""

from __future__ import annotations

import pyarrow as pa

SHARE = "common_passage_share"
PASSAGES = pa.schema(
    [
        ("kind", pa.string()),
        ("rows", pa.int64()),
        ("share", pa.float64()),
        ("chars", pa.int64()),
        ("text", pa.string()),
        ("row_ids", pa.list_(pa.uint64())),
    ]
)
"""``passages.parquet``: by kind, the passages in most rows first, with length in code points, text and first rows."""
