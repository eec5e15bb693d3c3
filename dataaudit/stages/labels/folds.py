"""Folds in which no text has a copy in another fold.

A copy of a mislabelled row in the training part of its own fold would teach the model the mistake that it is asked
about.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dataaudit.kernels.duplicates.union_find import components

FOLDS = 5
CROWD = 0.02
"""Share of the rows beyond which a cluster by vectors is too large to be one group; chains make such."""


def grouped(count: int, *links: tuple[NDArray[np.int64], NDArray[np.int64]]) -> NDArray[np.int64]:
    """Numbers of the groups that links between rows form.

    Args:
        count: Rows.
        links: Row places, one and the other end.

    Examples:
        >>> grouped(4, (np.array([0]), np.array([2]))).tolist()
        [0, 1, 0, 3]
    """
    left = np.concatenate([np.zeros(0, np.int64), *(one for one, _ in links)])
    right = np.concatenate([np.zeros(0, np.int64), *(two for _, two in links)])
    numbers: NDArray[np.int64] = components(count, left, right)
    return numbers


def assign_folds(
    group: NDArray[np.int64], label: NDArray[np.int64], order: NDArray[np.uint64], folds: int = FOLDS, turn: int = 0
) -> NDArray[np.int64]:
    """The fold of every row: groups whole, classes spread evenly.

    Args:
        group: Group of every row, int64.
        label: Class of every row, int64.
        order: A number for every row by which groups are taken in turn, uint64; the same rows get the same folds
            whatever their order.
        folds: How many.
        turn: Another number gives other folds.
    """
    _, number = np.unique(group, return_inverse=True)
    groups = int(number.max(initial=-1)) + 1
    mixed = (order + np.uint64(turn)) * np.uint64(0x9E3779B97F4A7C15)
    key = np.full(groups, np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(key, number, mixed ^ (mixed >> np.uint64(29)))
    of_group = np.full(groups, np.iinfo(np.int64).max)
    np.minimum.at(of_group, number, label)
    sizes = np.bincount(number, minlength=groups)
    fold = np.zeros(groups, np.int64)
    held = np.zeros((int(label.max(initial=-1)) + 2, folds), np.int64)
    for one in np.lexsort((key, -sizes)).tolist():
        row = held[of_group[one]]
        fold[one] = int(row.argmin())
        row[fold[one]] += sizes[one]
    return fold[number]
