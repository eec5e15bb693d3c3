"""Probabilities of every class for every row, from models trained on neither the row nor a copy of it."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

STRENGTHS = (2.0, 8.0)
"""Inverse regularisation strengths to try; the one with the lowest loss on held-out rows is used."""
_MUCH = 250_000
"""Rows times classes above which only one strength and one division into folds are tried."""
_FEW_ROUNDS, _ROUNDS = 50, 100
_TOLERANCE = 1e-3
"""Tolerance of the solver; a tenth of it takes twice as long and changes no figure."""
_BINS = 15


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model of all classes.

    Attributes:
        fitted: The scikit-learn model; or one per class if rows have any number of classes, where a plain number is the
            probability of a class that all or none of the training rows have.
        classes: Number of classes.
        several: Whether rows have any number of classes.
    """

    fitted: Any
    classes: int
    several: bool

    def __call__(self, features: Any) -> NDArray[np.float64]:
        """Probabilities, shape (rows, classes); 0 for a class that the training rows lack."""
        result = np.zeros((features.shape[0], self.classes))
        if not features.shape[0]:
            return result
        if self.several:
            for number, one in enumerate(self.fitted):
                result[:, number] = one if isinstance(one, float) else one.predict_proba(features)[:, 1]
        else:
            result[:, self.fitted.classes_] = self.fitted.predict_proba(features)
        return result


def fit(features: Any, labels: NDArray[np.generic], classes: int, strength: float, rounds: int) -> Model:
    """Fit a model.

    Args:
        features: Sparse matrix.
        labels: int64, one per row; or bool, shape (rows, classes), if rows have any number of classes.
        classes: Number of classes.
        strength: Inverse regularisation strength.
        rounds: Most steps of the solver.
    """
    if not len(labels) or not features.shape[1] or (labels.ndim == 1 and len(np.unique(labels)) < 2):
        return Model(_shares(labels, classes), classes, several=True)
    if labels.ndim == 1:
        return Model(_logistic(strength, rounds).fit(features, labels), classes, several=False)
    fitted: list[Any] = []
    for column in labels.T:
        one_kind = bool(column.all() or not column.any())
        fitted.append(float(column[0]) if one_kind else _logistic(strength, rounds).fit(features, column))
    return Model(fitted, classes, several=True)


def _shares(labels: NDArray[np.generic], classes: int) -> list[float]:
    """The share of every class, for when nothing else can be learned; equal shares without rows."""
    if not len(labels):
        return [1 / classes if labels.ndim == 1 else 0.5] * classes
    if labels.ndim == 1:
        return [float(one) for one in np.bincount(labels.astype(np.int64), minlength=classes) / len(labels)]
    return [float(one) for one in labels.astype(np.float64).mean(axis=0)]


def _logistic(strength: float, rounds: int) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, max_iter=rounds, tol=_TOLERANCE)


def crossed(
    features: Any, labels: NDArray[np.generic], classes: int, fold: NDArray[np.int64], strength: float, rounds: int
) -> tuple[NDArray[np.float64], list[Model]]:
    """Out-of-fold probabilities, and the model of every fold."""
    result = np.zeros((len(labels), classes))

    def fitted(one: int) -> Model:
        model = fit(features[fold != one], labels[fold != one], classes, strength, rounds)
        result[fold == one] = model(features[fold == one])  # the threads write to different rows
        return model

    with warnings.catch_warnings(), ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        warnings.simplefilter("ignore")  # a model that has not converged shows in its held-out loss
        models = list(pool.map(fitted, range(int(fold.max()) + 1)))
    return result, models


def rounds_for(rows: int, classes: int) -> int:
    """Most steps of the solver."""
    return _FEW_ROUNDS if rows * classes > _MUCH else _ROUNDS


def strengths_for(rows: int, classes: int) -> Sequence[float]:
    """Inverse regularisation strengths to try."""
    return STRENGTHS[:1] if rows * classes > _MUCH else STRENGTHS


def repeats_for(rows: int, classes: int) -> int:
    """Number of divisions into folds whose probabilities are averaged."""
    return 1 if rows * classes > _MUCH else 2


def loss(probabilities: NDArray[np.float64], labels: NDArray[np.generic]) -> float:
    """Mean negative log-likelihood of the labels, in nats."""
    if labels.ndim == 1:
        own = probabilities[np.arange(len(labels)), labels.astype(np.int64)]
    else:
        own = np.where(labels, probabilities, 1 - probabilities)
    return float(-np.log(np.clip(own, 1e-9, 1)).mean()) if own.size else 0.0


def calibrated(probabilities: NDArray[np.float64], labels: NDArray[np.int64]) -> tuple[NDArray[np.float64], float]:
    """Probabilities at the temperature under which the labels are most likely.

    Source: Guo et al. 2017, "On Calibration of Modern Neural Networks".

    Args:
        probabilities: float64, shape (rows, classes).
        labels: int64, one per row.

    Returns:
        The calibrated probabilities, and the temperature, between 0.25 and 4.
    """
    logits = np.log(np.clip(probabilities, 1e-12, 1))
    best, least = 1.0, np.inf
    for temperature in np.geomspace(0.25, 4.0, 33):
        value = loss(_softmax(logits / temperature), labels)
        if value < least - 1e-12:
            best, least = float(temperature), value
    return _softmax(logits / best), best


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return result


def calibration_error(probabilities: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Expected calibration error over 15 bins of the highest probability (Naeini et al. 2015); 0 for no rows.

    Examples:
        >>> calibration_error(np.array([[0.75, 0.25]] * 4), np.array([0, 0, 0, 1]))
        0.0
    """
    if not len(labels):
        return 0.0
    top, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    bins = np.minimum((top * _BINS).astype(np.int64), _BINS - 1)
    sizes = np.bincount(bins, minlength=_BINS)
    gaps = np.abs(np.bincount(bins, top, minlength=_BINS) - np.bincount(bins, right, minlength=_BINS))
    return float(gaps.sum() / sizes.sum())
