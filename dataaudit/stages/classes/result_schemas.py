"""Columns of the tables about classes and splits."""

from __future__ import annotations

import pyarrow as pa

CLASSES = pa.schema([("split", pa.string()), ("label", pa.string()), ("rows", pa.int64())])
"""``classes.parquet``: a null split stands for all rows; splits are listed where there are several."""
WEIGHTS = pa.schema(
    [
        ("label", pa.string()),
        ("rows", pa.int64()),
        ("inverse_weight", pa.float64()),
        ("effective_weight", pa.float64()),
        ("sampling_probability", pa.float64()),
        ("repeat", pa.float64()),
    ]
)
"""``class_weights.parquet``: by class the loss weights by inverse frequency and by effective number of samples (each
1 on average over the rows), the probability with which each of its rows is drawn when classes are drawn evenly, and
how often its rows are to be repeated to be as many as those of the median class."""
SHORTCUTS = pa.schema(
    [
        ("kind", pa.string()),
        ("label", pa.string()),
        ("token", pa.string()),
        ("strength", pa.float64()),
        ("lowest", pa.float64()),
        ("rows", pa.int64()),
        ("share_of_class", pa.float64()),
        ("class_share", pa.float64()),
    ]
)
"""``shortcuts.parquet``. Length, position and source: ``strength`` is how far the balanced accuracy of telling the
class from it lies between guessing (0) and always right (1), on rows that it was not learnt from. A token:
``strength`` is the share of the rows with it that have the label, ``lowest`` the lower bound of that share,
``share_of_class`` the share of the class that holds it, ``class_share`` the share of all rows that the class has."""
DRIFT = pa.schema(
    [
        ("split_a", pa.string()),
        ("split_b", pa.string()),
        ("signal", pa.string()),
        ("measure", pa.string()),
        ("effect", pa.float64()),
        ("p_value", pa.float64()),
        ("most", pa.string()),
        ("share_a", pa.float64()),
        ("share_b", pa.float64()),
    ]
)
"""``split_drift.parquet``: for every pair of splits and every signal how far they lie apart: Cramér's V of names,
Kolmogorov and Smirnov's distance of numbers (0 the same, 1 nothing in common), how likely chance gives as much, and
the name whose share differs most."""
