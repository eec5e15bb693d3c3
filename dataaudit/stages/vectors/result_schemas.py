"""Signals that hold vectors, and columns of the table of topics."""

from __future__ import annotations

import pyarrow as pa

VECTOR, LEARNT = "_vector", "_learnt"
"""Signals: a vector as float16 bytes, and the share of its tokens whose vectors are learned rather than hashed."""
TOPICS = pa.schema(
    [
        ("topic", pa.int64()),
        ("rows", pa.int64()),
        ("share", pa.float64()),
        ("words", pa.list_(pa.string())),
        ("x", pa.float64()),
        ("y", pa.float64()),
    ]
)
"""``topics.parquet``: clusters of vectors, the largest first, with distinctive words and the coordinates of the centre
on the two axes along which the centres vary most."""
