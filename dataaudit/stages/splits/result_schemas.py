"""Columns of the tables about groups and times by split."""

from __future__ import annotations

import pyarrow as pa

GROUPS = pa.schema(
    [
        ("column", pa.string()),
        ("split", pa.string()),
        ("item_split", pa.string()),
        ("split_groups", pa.int64()),
        ("groups", pa.int64()),
        ("shared_groups", pa.int64()),
        ("rows", pa.int64()),
        ("shared_rows", pa.int64()),
        ("kind", pa.string()),
        ("sample", pa.list_(pa.uint64())),
    ]
)
"""``split_groups.parquet``: for every column of groups, training split and evaluation split: groups of both, groups of
the evaluation split, those of them that the training split has as well, and the rows of the evaluation split in any and
in those. ``kind`` is groups, or, in columns that were not declared, numbers (identifiers that begin again in some
split) or categories (too few values). ``sample`` has the first of those rows."""
TIMES = pa.schema(
    [
        ("column", pa.string()),
        ("split", pa.string()),
        ("item_split", pa.string()),
        ("rows", pa.int64()),
        ("item_rows", pa.int64()),
        ("unknown", pa.int64()),
        ("first", pa.string()),
        ("last", pa.string()),
        ("item_first", pa.string()),
        ("item_last", pa.string()),
        ("later_rows", pa.int64()),
        ("earlier_items", pa.int64()),
        ("later_share", pa.float64()),
        ("declared", pa.bool_()),
        ("sample", pa.list_(pa.uint64())),
    ]
)
"""``split_times.parquet``: for every column of times, training split and evaluation split: rows with a moment in both,
rows without one in any, the first and last moments, training rows later than the first item, items earlier than the
last training row, and the share of all pairs of a training row and an item in which the training row is the later one
(ties count half); null where one of both has no moment. ``sample`` has the first of the later rows."""
