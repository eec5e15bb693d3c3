"""Folds that keep all copies of a text together.

A copy of a mislabelled row in the training part would teach the model the very mistake that it should reveal.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dataaudit.kernels.duplicates.union_find import components

FOLDS = 5
CROWD = 0.02
"""A cluster by vectors with more than this share of the rows is not kept together: it is a chain of similar texts."""


def grouped(count: int, *links: tuple[NDArray[np.int64], NDArray[np.int64]]) -> NDArray[np.int64]:
    """The group of every row, where links connect rows of one group: int64, named by its smallest row.

    Args:
        count: Number of rows.
        links: Rows at either end of the links, int64.

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
    """The fold of every row (int64): groups are kept whole, classes spread evenly.

    Args:
        group: Group of every row, int64.
        label: Class of every row, int64.
        order: A number per row that decides the order of groups, uint64; the same rows get the same folds in any order.
        folds: Number of folds.
        turn: Another value gives another division.
    """
    _, number = np.unique(group, return_inverse=True)
    groups = int(number.max(initial=-1)) + 1
    # A group is known by the smallest mixed number of its rows, which does not depend on where they are.
    mixed = (order + np.uint64(turn)) * np.uint64(0x9E3779B97F4A7C15)
    key = np.full(groups, np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(key, number, mixed ^ (mixed >> np.uint64(29)))
    of_group = np.full(groups, np.iinfo(np.int64).max)
    np.minimum.at(of_group, number, label)
    sizes = np.bincount(number, minlength=groups)
    fold = np.zeros(groups, np.int64)
    held = np.zeros((int(label.max(initial=-1)) + 2, folds), np.int64)
    for one in np.lexsort((key, -sizes)).tolist():  # the largest groups first, while all folds have room
        row = held[of_group[one]]
        fold[one] = int(row.argmin())
        row[fold[one]] += sizes[one]
    return fold[number]
