"""Probabilities of every class for every row, from models trained on neither the row nor a copy of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dataaudit.stages.labels.features import FeatureRows
from dataaudit.stages.labels.logistic_regression import Training, Weights, fit_logistic

STRENGTHS = (2.0, 8.0)
"""Inverse regularisation strengths to try; the one with the lowest loss on held-out rows is used."""
_MUCH = 250_000
"""Rows times classes above which only one strength and one division into folds are tried."""
_FEW_ROUNDS, _ROUNDS = 20, 40
_WEIGHTS, _COLUMNS = 1 << 19, 1 << 14
"""Weights of words in a model, and columns that it keeps of them where that takes up to eight times as many."""
_BINS = 15


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model of all classes.

    Attributes:
        weights: Its weights.
        several: Whether rows have any number of classes.
    """

    weights: Weights
    several: bool

    def __call__(self, rows: FeatureRows) -> NDArray[np.float64]:
        """Probabilities, shape (rows, classes); 0 for a class that the training rows lack."""
        scores = self.weights.scores(rows, np.ascontiguousarray(rows.vectors.T))
        return _probabilities(scores, several=self.several)


def _probabilities(scores: NDArray[np.float32], *, several: bool) -> NDArray[np.float64]:
    if not several:
        return _softmax(scores.astype(np.float64))
    raised = np.exp(-np.abs(scores.astype(np.float64)))
    result: NDArray[np.float64] = np.where(scores >= 0, 1.0, raised) / (1 + raised)
    return result


def fit(
    given: Training, labels: NDArray[np.generic], classes: int, counted: NDArray[np.bool_], strength: float, rounds: int
) -> tuple[Model, NDArray[np.float64]]:
    """Fit a model; the arguments are those of ``fit_logistic``.

    Returns:
        The model, and the probabilities of all rows, also of those that it did not learn from.
    """
    model = Model(fit_logistic(given, labels, classes, counted, strength, rounds), labels.ndim > 1)
    return model, _probabilities(model.weights.scores(given.rows, given.turned), several=model.several)


def crossed(
    given: Training, labels: NDArray[np.generic], classes: int, fold: NDArray[np.int64], strength: float, rounds: int
) -> tuple[NDArray[np.float64], list[Model]]:
    """Out-of-fold probabilities, and the model of every fold."""
    result = np.zeros((len(labels), classes))

    def fitted(one: int) -> Model:
        model, found = fit(given, labels, classes, fold != one, strength, rounds)
        result[fold == one] = found[fold == one]  # the threads write to different rows
        return model

    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        models = list(pool.map(fitted, range(int(fold.max()) + 1)))
    return result, models


def columns_for(classes: int) -> int:
    """Most columns of words to learn weights for.

    Words that few texts have cost as much as others and tell less. A fit holds about eighteen times as many numbers as
    a model has weights, so the memory for one stays below 300 MB.
    """
    return max(_WEIGHTS // classes, min(_COLUMNS, 8 * _WEIGHTS // classes), 1)


def rounds_for(rows: int, classes: int) -> int:
    """Most steps of the solver."""
    return _FEW_ROUNDS if rows * classes > _MUCH else _ROUNDS


def strengths_for(rows: int, classes: int) -> Sequence[float]:
    """Inverse regularisation strengths to try."""
    return STRENGTHS[:1] if rows * classes > _MUCH else STRENGTHS


def repeats_for(rows: int, classes: int) -> int:
    """Number of divisions into folds whose probabilities are averaged."""
    return 1 if rows * classes > _MUCH else 2


def loss(probabilities: NDArray[np.floating[Any]], labels: NDArray[np.generic]) -> float:
    """Mean negative log-likelihood of the labels, in nats."""
    if labels.ndim == 1:
        own = probabilities[np.arange(len(labels)), labels.astype(np.int64)]
    else:
        own = np.where(labels, probabilities, 1 - probabilities)
    return float(-np.log(np.clip(own, 1e-9, 1)).mean()) if own.size else 0.0


def calibrated(
    probabilities: NDArray[np.floating[Any]], labels: NDArray[np.int64]
) -> tuple[NDArray[np.float64], float]:
    """Probabilities at the temperature under which the labels are most likely.

    Source: Guo et al. 2017, "On Calibration of Modern Neural Networks".

    Args:
        probabilities: float64, shape (rows, classes).
        labels: int64, one per row.

    Returns:
        The calibrated probabilities, and the temperature, between 0.25 and 4.
    """
    logits = np.log(np.clip(probabilities.astype(np.float64), 1e-12, 1))
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


def calibration_error(probabilities: NDArray[np.floating[Any]], labels: NDArray[np.int64]) -> float:
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
