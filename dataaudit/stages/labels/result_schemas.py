"""Columns of the tables about labels."""

from __future__ import annotations

import pyarrow as pa

CONFUSIONS = pa.schema(
    [("label", pa.string()), ("suggested", pa.string()), ("rows", pa.int64()), ("estimated", pa.float64())]
)
"""``label_confusions.parquet``: by given and more likely class, the number of rows flagged and the number estimated."""
LABEL_SUMMARY = pa.schema([("name", pa.string()), ("value", pa.float64()), ("text", pa.string())])
"""``label_summary.parquet``: figures about the labels by name, or the reason why there are none."""
