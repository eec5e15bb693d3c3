"""Signals that hold vectors, and columns of the table of topics."""

from __future__ import annotations

import pyarrow as pa

VECTOR, LEARNT = "_vector", "_learnt"
"""Signals: a vector as float16 bytes, and the share of its tokens whose vectors are learned rather than hashed."""
VECTOR_PAIRS = pa.schema(
    [("row_a", pa.uint64()), ("row_b", pa.uint64()), ("similarity", pa.float64()), ("same_meaning", pa.bool_())]
)
"""Pairs of rows with similar vectors, ``row_a`` first, and whether what vectors hardly reflect agrees as well."""
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
