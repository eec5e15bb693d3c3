"""Columns of the table of languages."""

from __future__ import annotations

import pyarrow as pa

UNKNOWN = "und"
SURE = 0.8
"""Confidence from which a row counts as surely in its language."""
LANGUAGES = pa.schema([("language", pa.string()), ("rows", pa.int64()), ("sure", pa.int64())])
"""``languages.parquet``: rows per language, and rows surely in it, the most frequent first."""
