"""What a linear model over sparse and dense features needs: scores, residuals with their loss, and gradients.

A row's features are some columns of words with their values, and a dense vector. The weights of words stand class
beside class, so that one look at a word serves all classes; those of vectors dimension beside dimension: either way
the innermost loop runs over neighbouring numbers. Sums run in one order whatever the number of threads, which the
matrix products of a library do not promise.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

_LANES = 16
_BLOCK = 256


@njit(nogil=True, cache=True)
def by_column(
    bounds: NDArray[np.int64], columns: NDArray[np.int32], values: NDArray[np.float32], width: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
    """The same entries in order of columns: the entries of column ``i`` are at ``starts[i]:starts[i + 1]``.

    Args:
        bounds: int64, length rows + 1: the entries of row ``i`` are at ``bounds[i]:bounds[i + 1]``.
        columns: Column of every entry, int32, below ``width``.
        values: Value of every entry, float32.
        width: Number of columns.

    Returns:
        ``starts`` (int64, length width + 1), and row (int32) and value (float32) of every entry.
    """
    starts = np.zeros(width + 1, np.int64)
    for column in columns:
        starts[column + 1] += 1
    for column in range(width):
        starts[column + 1] += starts[column]
    place = starts[:-1].copy()
    rows = np.empty(len(columns), np.int32)
    ordered = np.empty(len(columns), np.float32)
    for row in range(len(bounds) - 1):
        for entry in range(bounds[row], bounds[row + 1]):
            at = place[columns[entry]]
            rows[at] = row
            ordered[at] = values[entry]
            place[columns[entry]] += 1
    return starts, rows, ordered


@njit(nogil=True, cache=True)
def linear_scores(
    bounds: NDArray[np.int64],
    columns: NDArray[np.int32],
    values: NDArray[np.float32],
    turned: NDArray[np.float32],
    words: NDArray[np.float32],
    dense: NDArray[np.float32],
    constant: NDArray[np.float32],
    out: NDArray[np.float32],
) -> None:
    """Write the score of every row and class.

    Args:
        bounds: As for ``by_column``.
        columns: As for ``by_column``.
        values: As for ``by_column``.
        turned: Dense features, float32, shape (dimensions, rows).
        words: Weights of the sparse columns, float32, shape (columns, classes).
        dense: Weights of the dense features, float32, shape (classes, dimensions).
        constant: What every score of a class begins with, float32, shape (classes,).
        out: float32, shape (rows, classes).
    """
    for row in range(len(bounds) - 1):
        scores = out[row]
        scores[:] = constant
        for entry in range(bounds[row], bounds[row + 1]):
            value, weights = values[entry], words[columns[entry]]
            for one in range(len(scores)):
                scores[one] += value * weights[one]
    total = np.empty(_BLOCK, np.float32)
    for first in range(0, len(out), _BLOCK):  # a block of rows at a time stays in the fastest cache
        size = min(_BLOCK, len(out) - first)
        for one in range(len(constant)):
            total[:] = 0
            for dimension in range(len(turned)):
                weight, features = dense[one, dimension], turned[dimension, first : first + size]
                for place in range(size):
                    total[place] += weight * features[place]
            for place in range(size):
                out[first + place, one] += total[place]


@njit(nogil=True, cache=True)
def linear_gradient(
    starts: NDArray[np.int64],
    rows: NDArray[np.int32],
    values: NDArray[np.float32],
    vectors: NDArray[np.float32],
    residuals: NDArray[np.float32],
    words: NDArray[np.float32],
    dense: NDArray[np.float32],
    constant: NDArray[np.float32],
) -> None:
    """Write the sum of every feature times the residuals of its rows.

    Args:
        starts: From ``by_column``.
        rows: From ``by_column``.
        values: From ``by_column``.
        vectors: Dense features, float32, shape (rows, dimensions).
        residuals: float32, shape (rows, classes).
        words: Written: float32, shape (columns, classes).
        dense: Written: float32, shape (classes, dimensions).
        constant: Written: float32, shape (classes,).
    """
    classes = residuals.shape[1]
    for column in range(len(starts) - 1):
        total = words[column]
        total[:] = 0
        for entry in range(starts[column], starts[column + 1]):
            value, own = values[entry], residuals[rows[entry]]
            for one in range(classes):
                total[one] += value * own[one]
    dense[:] = 0
    constant[:] = 0
    for row in range(len(residuals)):
        features = vectors[row]
        for one in range(classes):
            value, total = residuals[row, one], dense[one]
            constant[one] += value
            for dimension in range(len(features)):
                total[dimension] += value * features[dimension]


@njit(nogil=True, cache=True)
def class_residuals(scores: NDArray[np.float32], labels: NDArray[np.int64], counted: NDArray[np.bool_]) -> float:
    """Turn scores into probability minus truth, where a row has one class; returns the summed loss in nats.

    Args:
        scores: float32, shape (rows, classes); overwritten. Rows that are not counted become 0.
        labels: Class of every row, int64.
        counted: Whether a row counts, bool.
    """
    loss = 0.0
    for row in range(len(scores)):
        own = scores[row]
        if not counted[row]:
            own[:] = 0
            continue
        top = own[0]
        for one in range(len(own)):
            top = max(top, own[one])
        total = np.float32(0)
        right = own[labels[row]] - top
        for one in range(len(own)):
            own[one] = np.exp(own[one] - top)
            total += own[one]
        loss += np.log(total) - right
        for one in range(len(own)):
            own[one] /= total
        own[labels[row]] -= np.float32(1)
    return loss


@njit(nogil=True, cache=True)
def answer_residuals(scores: NDArray[np.float32], answers: NDArray[np.bool_], counted: NDArray[np.bool_]) -> float:
    """The same where every class is a separate yes-or-no question.

    Args:
        scores: float32, shape (rows, classes); overwritten. Rows that are not counted become 0.
        answers: Whether a row has a class, bool, shape (rows, classes).
        counted: Whether a row counts, bool.
    """
    loss = 0.0
    for row in range(len(scores)):
        own = scores[row]
        for one in range(len(own)):
            score = own[one]
            if not counted[row]:
                own[one] = 0
                continue
            raised = np.exp(-abs(score))  # never overflows
            yes = answers[row, one]
            loss += np.log1p(raised) + max(score, np.float32(0)) - (score if yes else np.float32(0))
            chance = (np.float32(1) if score >= 0 else raised) / (np.float32(1) + raised)
            own[one] = chance - (np.float32(1) if yes else np.float32(0))
    return loss


@njit(nogil=True, cache=True)
def inner_product(left: NDArray[np.float32], right: NDArray[np.float32]) -> float:
    """The sum of products of two flat float32 arrays, in one order; 0 for empty ones.

    Lanes of float32 add up a block, float64 the blocks: as fast as memory, and as exact as the search needs.
    """
    lanes = np.empty(_LANES, np.float32)
    total = 0.0
    even = len(left) // _LANES * _LANES
    for first in range(0, even, _BLOCK):
        lanes[:] = 0
        for place in range(first, min(first + _BLOCK, even), _LANES):
            one, two = left[place : place + _LANES], right[place : place + _LANES]
            for lane in range(_LANES):
                lanes[lane] += one[lane] * two[lane]
        for lane in range(_LANES):
            total += lanes[lane]
    for place in range(even, len(left)):
        total += left[place] * right[place]
    return total


@njit(nogil=True, cache=True)
def add_scaled(total: NDArray[np.float32], factor: np.float32, more: NDArray[np.float32]) -> None:
    """Add ``factor`` times an array to another, in place; both flat, float32."""
    for place in range(len(total)):
        total[place] += factor * more[place]
