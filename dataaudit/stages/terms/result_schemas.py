"""Columns of the table about listed terms."""

from __future__ import annotations

import pyarrow as pa

TERMS = pa.schema(
    [
        ("list", pa.string()),
        ("severity", pa.string()),
        ("term", pa.string()),
        ("rows", pa.int64()),
        ("occurrences", pa.int64()),
        ("list_rows", pa.int64()),
    ]
)
"""``terms.parquet``: every term of a list that occurs, in the order of the lists, with the texts it is in, how often it
occurs, and the texts with any term of its list."""
