"""Columns of the table about the tokenizer."""

from __future__ import annotations

import pyarrow as pa

LIMITS = (512, 2048, 4096, 8192)
"""Lengths of a model's input that a corpus is measured against."""
TOKENIZER = pa.schema(
    [
        ("script", pa.string()),
        ("rows", pa.int64()),
        ("chars", pa.int64()),
        ("tokens", pa.int64()),
        ("sampled_tokens", pa.int64()),
        ("unknown_tokens", pa.int64()),
        ("byte_tokens", pa.int64()),
        *((f"lost_{limit}", pa.int64()) for limit in LIMITS),
        *((f"sequences_{limit}", pa.int64()) for limit in LIMITS),
    ]
)
"""``tokenizer.parquet``: a null script stands for all rows. ``lost_<limit>`` are tokens behind the limit,
``sequences_<limit>`` the sequences that the texts, cut there, fill when they are packed; the counts of unknown and byte
tokens are those of the ``sampled_tokens`` that the tokenizer itself was asked about."""
