"""Columns of the tables about leakage."""

from __future__ import annotations

import pyarrow as pa

LEAKS = pa.schema(
    [
        ("tier", pa.string()),
        ("row_id", pa.uint64()),
        ("item_split", pa.string()),
        ("item", pa.string()),
        ("item_row", pa.uint64()),
        ("score", pa.float64()),
        ("question_coverage", pa.float64()),
        ("answer_coverage", pa.float64()),
        ("answer_found", pa.bool_()),
        ("row_start", pa.int64()),
        ("row_end", pa.int64()),
        ("item_start", pa.int64()),
        ("item_end", pa.int64()),
        ("matched", pa.string()),
        ("shared", pa.string()),
    ]
)
"""``leaks.parquet``: pairs of a row and an item of another split. ``item`` is file:position, ``item_row`` its row id if
it is a row of the same corpus; starts and ends are code points of the row's text and of the item's; ``matched`` is the
beginning of the matched part of the row, ``shared`` the rare words and numbers that a paraphrase and its item have."""
SPLIT_LEAKS = pa.schema(
    [
        ("split", pa.string()),
        ("item_split", pa.string()),
        ("tier", pa.string()),
        ("items", pa.int64()),
        ("items_in_tier", pa.int64()),
        ("rows", pa.int64()),
        ("items_total", pa.int64()),
        ("rows_total", pa.int64()),
        ("items_by_chance", pa.int64()),
        ("most_by_chance", pa.int64()),
    ]
)
"""``split_leaks.parquet``: for every pair of splits and every tier, the number of items that rows of ``split`` contain,
each counted in its strongest tier, the number of items with any match in the tier, and the number of those rows;
of paraphrases alone, ``items_by_chance`` to ``most_by_chance`` items may be ones that an unrelated row seems to say."""
INFLATION = pa.schema(
    [
        ("item_split", pa.string()),
        ("measure", pa.string()),
        ("items", pa.int64()),
        ("leaked", pa.int64()),
        ("score", pa.float64()),
        ("clean_score", pa.float64()),
        ("leaked_score", pa.float64()),
        ("inflation", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
    ]
)
"""``score_inflation.parquet``: the share of a split's items for which the nearest training row gives the right label or
answer, over all, clean and leaked items; ``inflation`` is the score of all items minus that of the clean ones, with a
95% bootstrap interval."""
