"""Columns of the table of languages."""

from __future__ import annotations

import pyarrow as pa

UNKNOWN = "und"
LANGUAGES = pa.schema([("language", pa.string()), ("rows", pa.int64())])
"""``languages.parquet``: rows per language, the most frequent first."""
