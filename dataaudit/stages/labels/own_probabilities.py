"""Probabilities that the user brings, and whether they look as if the model had seen the rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dataaudit.errors import InputError
from dataaudit.stages.contract import SignalStore
from dataaudit.stages.vectors.vector_search import wilson

SURELY = 0.85
"""Lower bound of the share of suspicious rows whose given label a model repeats, from which it must know them."""
ACCURATE, BETTER = 0.98, 0.02
"""Accuracy that such a model has on given labels, and by how much it is better than ours."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Whether probabilities look in-sample.

    Attributes:
        suspicious: Rows that our model finds suspicious.
        repeated: How many of them have the given label as the first choice of the user's.
        lowest: Lower bound of that share.
        accuracy: Share of all rows whose first choice is the given label.
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
    """A column of lists of probabilities.

    Args:
        store: Gives the column.
        column: Its name.
        row_ids: Rows, ascending, uint64.
        classes: Numbers that a list must hold.

    Returns:
        Shape (rows, classes), rows add up to 1; NaN for a row whose list is missing or holds what is no probability.

    Raises:
        InputError: The column holds no lists, or lists of another length.
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
                    "classes; name the classes in the order of the numbers under stages.labels.classes"
                )
                raise InputError(message)
            numbers = np.array([np.nan if number is None else number for number in one], np.float64)
            if np.isfinite(numbers).all() and (numbers >= 0).all() and numbers.sum() > 0:
                result[place] = numbers / numbers.sum()
        before += len(values)
    return result


def suspicion(
    theirs: NDArray[np.float64], ours: NDArray[np.float64], labels: NDArray[np.int64], issue: NDArray[np.bool_]
) -> Suspicion:
    """Whether a model seems to have been trained on the rows that it judges.

    A model that learnt the rows repeats their wrong labels; one that did not disagrees with many of those that ours
    finds suspicious.

    Args:
        theirs: The user's probabilities, shape (rows, classes).
        ours: Out-of-sample probabilities of ours, likewise.
        labels: Given labels, int64.
        issue: Rows that ours finds suspicious, bool.
    """
    if not len(labels):
        return Suspicion(0, 0, 0.0, 0.0, in_sample=False)
    repeats = theirs.argmax(axis=1) == labels
    accuracy, own = float(repeats.mean()), float((ours.argmax(axis=1) == labels).mean())
    count, repeated = int(issue.sum()), int((repeats & issue).sum())
    lowest = wilson(repeated, count)[0]
    verdict = lowest >= SURELY and accuracy >= ACCURATE and accuracy >= own + BETTER
    return Suspicion(count, repeated, lowest, accuracy, verdict)
