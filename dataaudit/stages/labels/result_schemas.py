"""Columns of the tables about labels."""

from __future__ import annotations

import pyarrow as pa

CONFUSIONS = pa.schema(
    [("label", pa.string()), ("suggested", pa.string()), ("rows", pa.int64()), ("estimated", pa.float64())]
)
"""``label_confusions.parquet``: rows of a class that more likely have another one, those flagged and those
estimated."""
LABEL_SUMMARY = pa.schema([("name", pa.string()), ("value", pa.float64()), ("text", pa.string())])
"""``label_summary.parquet``: numbers about the labels by name, and why there are none."""
