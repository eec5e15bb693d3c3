"""Labels that disagree with out-of-sample probabilities, and how much of that is noise.

Source: Northcutt, Jiang, Chuang 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels". A row counts as
another class if its probability there is at least the average of that class's own rows; their counts by given and
likely class are the joint distribution. It counts the model's own mistakes as noise where classes are hard, and misses
noise where they are easy. So two kinds of rows are issues here: those whose label is some times less likely than
another class, and of every pair of classes those with the largest margin, as many as the joint says after it is scaled
to the noise among the rows that the model is surest about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dataaudit.stages.share_interval import wilson

SURELY = 1 / 3
"""Share of the rows predicted for each class, the surest ones, whose disagreement with their labels counts as noise."""

LIKELIER = 4.0
"""How many times as likely as the given class another one is at least where a label is an issue."""
_LIKELIER_ANSWER = 2.0
"""The same for one of several answers, which a model that has to give all of them knows less surely."""
_EQUAL = 1e-6
"""Probabilities as close as that are the same: those of a class may all be, and their mean is not the last digit's."""
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Confident:
    """The result of confident learning.

    Attributes:
        issue: Whether the label is an issue, bool, one per row.
        suggested: The more likely class, int64, one per row; the given one where there is no issue.
        joint: Estimated rows by given and true class, float64, shape (classes, classes); sums to the number of rows.
        noise: Estimated share of wrong labels, from the rows that the model is surest about.
        low: Lower bound of the 95% interval of ``noise``.
        high: Upper bound.
        joint_noise: The share of wrong labels by the joint; higher, because it counts the model's own mistakes.
    """

    issue: NDArray[np.bool_]
    suggested: NDArray[np.int64]
    joint: NDArray[np.float64]
    noise: float
    low: float
    high: float
    joint_noise: float


def confident_learning(
    probabilities: NDArray[np.floating[Any]], labels: NDArray[np.int64], likelier: float = LIKELIER
) -> Confident:
    """Find label issues.

    Args:
        probabilities: Out-of-sample probabilities, float64, shape (rows, classes).
        labels: Class of every row, int64.
        likelier: How many times as likely another class has to be.

    Returns:
        Issues and noise; empty arrays for no rows.
    """
    rows, classes = probabilities.shape
    sizes = np.bincount(labels, minlength=classes)
    joint = _calibrated(_counted(probabilities, labels), sizes)
    joint_noise = float(1 - np.trace(joint) / rows) if rows else 0.0
    best = probabilities.argmax(axis=1) if rows else np.zeros(0, np.int64)
    sure = _surest(probabilities.max(axis=1, initial=0.0), best, classes)
    wrong = int((best[sure] != labels[sure]).sum())
    noise = wrong / len(sure) if len(sure) else 0.0
    low, high = wilson(wrong, len(sure))
    own = probabilities[np.arange(rows), labels]
    issue = probabilities.max(axis=1, initial=0.0) >= likelier * own
    share = noise / joint_noise if joint_noise else 0.0
    for given in range(classes):
        places = np.flatnonzero(labels == given)
        for likely in range(classes):
            wanted = round(float(joint[given, likely]) * share)
            if given == likely or not wanted or not len(places):
                continue
            margin = probabilities[places, likely] - own[places]
            chosen = np.lexsort((places, -margin))[:wanted]  # ties by row, so that the choice is always the same
            issue[places[chosen[margin[chosen] > 0]]] = True
    issue &= best != labels  # a label that the model itself predicts is not an issue, whatever the joint estimates
    return Confident(issue, np.where(issue, best, labels), joint, noise, low, high, joint_noise)


def _surest(top: NDArray[np.floating[Any]], best: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """The surest ``SURELY`` of the rows predicted for each class: taken per class, since one class may be easier."""
    chosen = [np.zeros(0, np.int64)]
    for one in range(classes):
        places = np.flatnonzero(best == one)
        chosen.append(places[np.argsort(-top[places], kind="stable")[: int(np.ceil(SURELY * len(places)))]])
    return np.concatenate(chosen)


def _counted(probabilities: NDArray[np.floating[Any]], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """The confident joint: rows by given class and by confidently predicted class."""
    rows, classes = probabilities.shape
    own = probabilities[np.arange(rows), labels]
    sizes = np.bincount(labels, minlength=classes)
    thresholds = np.divide(np.bincount(labels, own, minlength=classes), sizes, out=np.ones(classes), where=sizes > 0)
    counted = np.zeros((classes, classes))
    for first in range(0, rows, _BLOCK):  # all rows and classes once more would take too much memory
        block, own_labels = probabilities[first : first + _BLOCK], labels[first : first + _BLOCK]
        sure = block >= thresholds - _EQUAL
        some = sure.any(axis=1)
        np.add.at(counted, (own_labels[some], np.where(sure, block, -1.0)[some].argmax(axis=1)), 1)
    return counted


def _calibrated(counted: NDArray[np.float64], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """The joint scaled to the number of rows of every given class; a class without confident rows counts as correct."""
    totals = counted.sum(axis=1, keepdims=True)
    joint = np.divide(counted, totals, out=np.eye(len(counted)), where=totals > 0) * sizes[:, None]
    result: NDArray[np.float64] = joint
    return result


def several_labels(
    probabilities: NDArray[np.floating[Any]], given: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.float64]]:
    """Find label issues among rows with any number of classes, where every class is a yes-or-no question.

    Args:
        probabilities: Out-of-sample probability of every class, float64, shape (rows, classes).
        given: Whether a row is labelled with a class, bool, shape (rows, classes).

    Returns:
        Whether a row is an issue (bool), the more likely classes (bool, shape (rows, classes)), and the probability of
        the least likely of the given answers (float64).
    """
    own = np.where(given, probabilities, 1 - probabilities)
    wrong = np.zeros_like(given)
    for one in range(given.shape[1]):
        pair = np.stack([1 - probabilities[:, one], probabilities[:, one]], axis=1)
        wrong[:, one] = confident_learning(pair, given[:, one].astype(np.int64), _LIKELIER_ANSWER).issue
    score: NDArray[np.float64] = own.min(axis=1, initial=1.0)
    issue = np.asarray(wrong.any(axis=1), np.bool_)
    return issue, given ^ wrong, score
