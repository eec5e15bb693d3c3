"""Columns of the table about the tokenizer."""

from __future__ import annotations

import pyarrow as pa

LIMITS = (512, 2048, 4096, 8192)
"""Context lengths, in tokens, that a corpus is measured against."""
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
"""``tokenizer.parquet``: a null script means all rows. ``lost_<limit>`` is the number of tokens beyond the limit,
``sequences_<limit>`` the number of sequences that the texts, cut there, fill when packed; unknown and byte tokens are
counted among the ``sampled_tokens``, those of the texts that the tokenizer itself counted."""
