"""Columns of the tables about classes and splits."""

from __future__ import annotations

import pyarrow as pa

CLASSES = pa.schema([("split", pa.string()), ("label", pa.string()), ("rows", pa.int64())])
"""``classes.parquet``: a null split means all rows; splits are listed if there are several."""
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
"""``class_weights.parquet``, one row per class: the loss weights by inverse frequency and by effective number of
samples (each averages 1 over the rows), the probability of drawing each of its rows when classes are drawn evenly, and
the factor by which its rows must be repeated to match the median class."""
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
"""``shortcuts.parquet``. For length, position and source, ``strength`` is the balanced accuracy of predicting the class
from it on held-out rows, scaled from 0 (guessing) to 1 (always right). For a token, ``strength`` is the share of the
rows with it that have the label, ``lowest`` the lower bound of that share, ``share_of_class`` the share of the class
that contains it, and ``class_share`` the share of all rows in the class."""
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
"""``split_drift.parquet``, one row per pair of splits and signal: the effect size (Cramér's V for names, the
Kolmogorov-Smirnov distance for numbers; 0 for the same distribution, 1 for nothing in common), the p-value, and the
name whose share differs most."""
