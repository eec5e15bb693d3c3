"""Probabilities given by the user, and whether they look in-sample: from a model trained on the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.errors import InputError
from dataaudit.stages.contract import SignalStore
from dataaudit.stages.share_interval import wilson

SURELY = 0.85
"""A model repeats at least this share (lower bound) of the suspicious labels only if it was trained on them."""
ACCURATE, BETTER = 0.98, 0.02
"""Smallest accuracy of such a model on the given labels, and smallest lead over our own model."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Whether probabilities look in-sample.

    Attributes:
        suspicious: Number of rows that our model finds suspicious.
        repeated: Number of them for which the user's model predicts the given label.
        lowest: Lower bound of that share.
        accuracy: Share of all rows for which the user's model predicts the given label.
        in_sample: The verdict.
    """

    suspicious: int
    repeated: int
    lowest: float
    accuracy: float
    in_sample: bool


def read_probabilities(
    store: SignalStore, column: str, row_ids: NDArray[np.uint64], classes: int
) -> NDArray[np.float64]:
    """Read a column of lists of probabilities.

    Args:
        store: Source of the column.
        column: Name of the column.
        row_ids: Rows, ascending, uint64.
        classes: Length that every list must have.

    Returns:
        float64, shape (rows, classes), scaled to sum to 1; NaN for a row whose list is missing or contains anything
        other than probabilities.

    Raises:
        InputError: The column does not contain lists, or lists of another length.
    """
    result = np.full((len(row_ids), classes), np.nan)
    before = 0
    for _, values in store.values(column, row_ids, pa.list_(pa.float64())):
        for place, one in enumerate(values.to_pylist(), start=before):
            if one is None:
                continue
            if len(one) != classes:
                message = (
                    f"stages.labels.probabilities: a row of column '{column}' has {len(one)} numbers for {classes} "
                    "classes; list the classes in the order of the numbers under stages.labels.classes"
                )
                raise InputError(message)
            numbers = np.array([np.nan if number is None else number for number in one], np.float64)
            if np.isfinite(numbers).all() and (numbers >= 0).all() and numbers.sum() > 0:
                result[place] = numbers / numbers.sum()
        before += len(values)
    return result


def suspicion(
    theirs: NDArray[np.float64], ours: NDArray[np.floating[Any]], labels: NDArray[np.int64], issue: NDArray[np.bool_]
) -> Suspicion:
    """Whether a model seems to have been trained on the rows that it judges.

    A model that was repeats their wrong labels; one that was not disagrees with many labels that ours finds suspicious.

    Args:
        theirs: The user's probabilities, float64, shape (rows, classes).
        ours: Our out-of-sample probabilities, float64, shape (rows, classes).
        labels: Given labels, int64.
        issue: Rows that our model finds suspicious, bool.
    """
    if not len(labels):
        return Suspicion(0, 0, 0.0, 0.0, in_sample=False)
    repeats = theirs.argmax(axis=1) == labels
    accuracy, own = float(repeats.mean()), float((ours.argmax(axis=1) == labels).mean())
    count, repeated = int(issue.sum()), int((repeats & issue).sum())
    lowest = wilson(repeated, count)[0]
    verdict = lowest >= SURELY and accuracy >= ACCURATE and accuracy >= own + BETTER
    return Suspicion(count, repeated, lowest, accuracy, verdict)
