"""Which labels disagree with probabilities that never saw them, and how much of that is noise.

Source: Northcutt, Jiang, Chuang 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels": a row counts as
another class when its probability there is at least what rows of that class have on average; of every pair of classes
as many rows are issues as the joint distribution says, those with the largest margin. Ours: the joint counts the
model's own mistakes as noise, so it is brought to the noise among the rows that the model is surest about, but not
below the share of the labels that the model agrees with.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dataaudit.stages.vectors.vector_search import wilson

SURELY = 1 / 3
"""Share of the rows that the model puts in a class, those it is surest about, whose disagreement with their labels is
taken for noise."""


@dataclass(frozen=True, slots=True)
class Confident:
    """What confident learning says.

    Attributes:
        issue: Whether a label is an issue, bool, one a row.
        suggested: The class that the row more likely has, int64; its own where there is no issue.
        joint: Rows by given and by likely class, float64, shape (classes, classes); adds up to the rows.
        noise: Share of the rows that have another class than theirs, as the rows tell that the model is surest about.
        low: Lower end of its 95 % interval.
        high: Upper end.
        joint_noise: What the joint says: higher, because it counts the model's own mistakes.
    """

    issue: NDArray[np.bool_]
    suggested: NDArray[np.int64]
    joint: NDArray[np.float64]
    noise: float
    low: float
    high: float
    joint_noise: float


def confident_learning(probabilities: NDArray[np.float64], labels: NDArray[np.int64]) -> Confident:
    """Find label issues.

    Args:
        probabilities: Out of sample, shape (rows, classes).
        labels: Class of every row, int64.

    Returns:
        Issues; none for no rows.
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
    least = float((best == labels).mean()) if rows else 0.0  # noise of one class hides from the surest rows
    share = max(min(max(high / joint_noise, least), 1.0), noise / joint_noise) if joint_noise else 0.0
    issue = np.zeros(rows, np.bool_)
    own = probabilities[np.arange(rows), labels]
    for given in range(classes):
        places = np.flatnonzero(labels == given)
        for likely in range(classes):
            wanted = round(float(joint[given, likely]) * share)
            if given == likely or not wanted or not len(places):
                continue
            margin = probabilities[places, likely] - own[places]
            chosen = np.lexsort((places, -margin))[:wanted]
            issue[places[chosen[margin[chosen] > 0]]] = True
    issue &= best != labels  # a label that is the model's own first choice is no issue, whatever the joint says
    return Confident(issue, np.where(issue, best, labels), joint, noise, low, high, joint_noise)


def _surest(top: NDArray[np.float64], best: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """Of the rows that the model puts in each class the share that it is surest about: one class may be easier."""
    chosen = [np.zeros(0, np.int64)]
    for one in range(classes):
        places = np.flatnonzero(best == one)
        chosen.append(places[np.argsort(-top[places], kind="stable")[: int(np.ceil(SURELY * len(places)))]])
    return np.concatenate(chosen)


def _counted(probabilities: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """The confident joint: rows by given class and by the class that they confidently have."""
    rows, classes = probabilities.shape
    own = probabilities[np.arange(rows), labels]
    sizes = np.bincount(labels, minlength=classes)
    thresholds = np.divide(np.bincount(labels, own, minlength=classes), sizes, out=np.ones(classes), where=sizes > 0)
    sure = probabilities >= thresholds - 1e-9
    likely = np.where(sure, probabilities, -1.0).argmax(axis=1) if rows else np.zeros(0, np.int64)
    counted = np.zeros((classes, classes))
    some = sure.any(axis=1)
    np.add.at(counted, (labels[some], likely[some]), 1)
    return counted


def _calibrated(counted: NDArray[np.float64], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """The joint whose rows add up to the rows of every given class; a class without confident rows stays as it is."""
    totals = counted.sum(axis=1, keepdims=True)
    joint = np.divide(counted, totals, out=np.eye(len(counted)), where=totals > 0) * sizes[:, None]
    result: NDArray[np.float64] = joint
    return result


def several_labels(
    probabilities: NDArray[np.float64], given: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.float64]]:
    """Issues of rows that have any number of classes: every class is a question of its own.

    Args:
        probabilities: That a row has a class, out of sample, shape (rows, classes).
        given: Whether it is labelled so, bool, likewise.

    Returns:
        Whether a row is an issue; the classes that it more likely has, bool; and the probability of the least likely of
        its answers, float64.
    """
    own = np.where(given, probabilities, 1 - probabilities)
    wrong = np.zeros_like(given)
    for one in range(given.shape[1]):
        pair = np.stack([1 - probabilities[:, one], probabilities[:, one]], axis=1)
        wrong[:, one] = confident_learning(pair, given[:, one].astype(np.int64)).issue
    score: NDArray[np.float64] = own.min(axis=1, initial=1.0)
    issue = np.asarray(wrong.any(axis=1), np.bool_)
    return issue, given ^ wrong, score
