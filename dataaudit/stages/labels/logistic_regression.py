"""Logistic regression over all classes at once.

The search is L-BFGS (Nocedal 1980) from a diagonal guess at the curvature, so that rare and frequent words move at
their own pace. Scores depend on a step in a straight line, hence every step's length is found almost exactly without
looking at a feature again: a round costs one pass over the features forth and one back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dataaudit.kernels.linear_models import (
    add_scaled,
    answer_residuals,
    by_column,
    class_residuals,
    inner_product,
    linear_gradient,
    linear_scores,
)
from dataaudit.stages.labels.features import FeatureRows

TOLERANCE = 1e-3
"""The search ends where a round lowers the loss by less than this share."""
_HELD = 6
"""Steps that the guess at the curvature rests on."""
_FLAT, _TRIES = 0.25, 20
"""A step's length is found where the slope is this share of the first; most lengths to try."""
_NEVER = 1000.0
"""Size of the score of a class that training rows lack, or all have: its probability is 0 or 1 to the last digit."""


@dataclass(frozen=True, slots=True)
class Training:
    """Rows to learn from, in both orders that the search reads.

    Attributes:
        rows: Features.
        starts: Entries in order of columns, from ``by_column``.
        places: Their rows.
        values: Their values.
        turned: The vectors, dimension by dimension, float32, shape (dimensions, rows).
        squares: Squared value of every feature, summed over all rows: of the columns, then of the dimensions, float32.
    """

    rows: FeatureRows
    starts: NDArray[np.int64]
    places: NDArray[np.int32]
    values: NDArray[np.float32]
    turned: NDArray[np.float32]
    squares: NDArray[np.float32]


def training(rows: FeatureRows) -> Training:
    """Bring rows into both orders, once for all fits on them."""
    starts, places, values = by_column(rows.bounds, rows.columns, rows.values, rows.width)
    of_words = np.bincount(rows.columns, rows.values.astype(np.float64) ** 2, minlength=rows.width)
    of_vectors = np.einsum("ij,ij->j", rows.vectors, rows.vectors)
    squares = np.concatenate([of_words, of_vectors]).astype(np.float32)
    return Training(rows, starts, places, values, np.ascontiguousarray(rows.vectors.T), squares)


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of a linear model, or a direction in their space.

    Attributes:
        flat: All numbers, float32: those of words, of vectors and the constants.
        width: Number of columns.
        dimensions: Length of a vector.
        classes: Number of classes.
    """

    flat: NDArray[np.float32]
    width: int
    dimensions: int
    classes: int

    @property
    def words(self) -> NDArray[np.float32]:
        """Shape (width, classes)."""
        return self.flat[: self.width * self.classes].reshape(self.width, self.classes)

    @property
    def dense(self) -> NDArray[np.float32]:
        """Shape (classes, dimensions)."""
        return self.flat[self.width * self.classes : -self.classes].reshape(self.classes, self.dimensions)

    @property
    def constant(self) -> NDArray[np.float32]:
        """Shape (classes,)."""
        return self.flat[-self.classes :]

    def like(self, flat: NDArray[np.float32]) -> Weights:
        """Other numbers in the same places."""
        return Weights(flat, self.width, self.dimensions, self.classes)

    def scores(self, rows: FeatureRows, turned: NDArray[np.float32]) -> NDArray[np.float32]:
        """The score of every row and class.

        Args:
            rows: Features.
            turned: Their vectors, dimension by dimension, float32, shape (dimensions, rows).
        """
        out = np.empty((len(rows), self.classes), np.float32)
        numbers = (self.words, self.dense, self.constant)
        linear_scores(rows.bounds, rows.columns, rows.values, turned, *numbers, out)
        return out


def fit_logistic(
    given: Training, labels: NDArray[np.generic], classes: int, counted: NDArray[np.bool_], strength: float, rounds: int
) -> Weights:
    """Fit a model.

    Args:
        given: Rows.
        labels: int64, one per row; or bool, shape (rows, classes), if every class is a separate question.
        classes: Number of classes.
        counted: Whether a row is learned from, bool.
        strength: Inverse regularisation strength, as in scikit-learn; the constants are not regularised.
        rounds: Most rounds of the search.

    Returns:
        The weights; all of them 0 without counted rows.
    """
    rows = given.rows
    size = (rows.width + rows.vectors.shape[1] + 1) * classes
    point = Weights(np.zeros(size, np.float32), rows.width, rows.vectors.shape[1], classes)
    point.constant[:] = _settled(labels[counted], classes)
    scores = np.tile(point.constant, (len(rows), 1))
    search = _Search(given, labels, counted, 1 / strength, point, scores)
    if counted.any():
        search.run(rounds)
    return point


def _settled(labels: NDArray[np.generic], classes: int) -> NDArray[np.float32]:
    """The constants to begin with: 0, but for a class that no row has or, asked separately, every row."""
    if not len(labels):
        return np.zeros(classes, np.float32)
    if labels.ndim == 1:
        there = np.bincount(labels.astype(np.int64), minlength=classes) > 0
        return np.where(there, 0.0, -_NEVER).astype(np.float32)
    start = np.where(labels.all(axis=0), _NEVER, np.where(labels.any(axis=0), 0.0, -_NEVER))
    return start.astype(np.float32)


@dataclass(slots=True)
class _Search:
    given: Training
    labels: NDArray[np.generic]
    counted: NDArray[np.bool_]
    decay: float
    point: Weights
    scores: NDArray[np.float32]

    def run(self, rounds: int) -> None:
        steep = self._steepness()
        residuals = self.scores.copy()
        loss = self._residuals(residuals)
        gradient = self._gradient(residuals)
        past: list[tuple[NDArray[np.float32], NDArray[np.float32], float]] = []
        for _ in range(rounds):
            direction = self.point.like(_direction(gradient, past, steep))
            slope = inner_product(direction.flat, gradient)
            if slope >= 0:
                break
            shift = direction.scores(self.given.rows, self.given.turned)
            length, lower, residuals = self._step(direction, shift, slope, loss)
            if length == 0:
                break
            add_scaled(self.point.flat, np.float32(length), direction.flat)
            add_scaled(self.scores.ravel(), np.float32(length), shift.ravel())
            before, gradient = gradient, self._gradient(residuals)
            if loss - lower <= TOLERANCE * loss:
                break
            loss = lower
            moved, turned = direction.flat, gradient - before
            moved *= np.float32(length)
            bent = inner_product(moved, turned)
            if bent > 0:
                past = [*past[1 - _HELD :], (moved, turned, 1 / bent)]

    def _steepness(self) -> NDArray[np.float32]:
        """The inverse of a guess at the curvature along every weight."""
        share = 1 / self.point.classes if self.labels.ndim == 1 else 0.5
        rows, bend = int(self.counted.sum()), share * (1 - share) or 1.0
        squares = self.given.squares * np.float32(rows / len(self.counted) * bend) + np.float32(self.decay)
        guess = self.point.like(np.empty_like(self.point.flat))
        guess.words[:] = squares[: self.point.width, None]
        guess.dense[:] = squares[None, self.point.width :]
        guess.constant[:] = rows * bend
        return np.reciprocal(guess.flat, out=guess.flat)

    def _residuals(self, scores: NDArray[np.float32]) -> float:
        """Turn scores into residuals in place; the loss without the weights' share."""
        if self.labels.ndim == 1:
            return class_residuals(scores, self.labels.astype(np.int64, copy=False), self.counted)
        return answer_residuals(scores, self.labels.astype(np.bool_, copy=False), self.counted)

    def _gradient(self, residuals: NDArray[np.float32]) -> NDArray[np.float32]:
        result = self.point.like(np.empty_like(self.point.flat))
        given, parts = self.given, (result.words, result.dense, result.constant)
        linear_gradient(given.starts, given.places, given.values, given.rows.vectors, residuals, *parts)
        held = len(result.flat) - result.classes
        add_scaled(result.flat[:held], np.float32(self.decay), self.point.flat[:held])
        return result.flat

    def _step(
        self, direction: Weights, shift: NDArray[np.float32], first: float, loss: float
    ) -> tuple[float, float, NDArray[np.float32]]:
        """The length of a step, the loss behind it and the residuals there; length 0 where none lowers the loss."""
        held = len(direction.flat) - direction.classes
        own, along = self.point.flat[:held], direction.flat[:held]
        norms = [self.decay * inner_product(*pair) for pair in ((own, own), (own, along), (along, along))]
        low, at_low, high, at_high, length = 0.0, first, 0.0, 0.0, 1.0
        for trial in range(_TRIES):
            residuals = self.scores + np.float32(length) * shift
            lower = self._residuals(residuals) + norms[0] / 2 + length * norms[1] + length * length * norms[2] / 2
            slope = inner_product(residuals.ravel(), shift.ravel()) + norms[1] + length * norms[2]
            if abs(slope) <= -_FLAT * first and lower < loss:
                return length, lower, residuals
            if slope < 0:
                low, at_low = length, slope
            else:
                high, at_high = length, slope
            if not high:
                length *= 4
            elif trial % 2:  # the slope bends, so where a line would be nought may stay almost at one of the two
                length = (low + high) / 2
            else:
                length = low + (high - low) * at_low / (at_low - at_high)
        return (length, lower, residuals) if lower < loss else (0.0, loss, residuals)


def _direction(
    gradient: NDArray[np.float32],
    past: list[tuple[NDArray[np.float32], NDArray[np.float32], float]],
    steep: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Where the loss falls by the gradient and the last steps: two passes over these, newest first and back."""
    result = -gradient
    factors = []
    for moved, turned, inverse in reversed(past):
        factors.append(inverse * inner_product(moved, result))
        add_scaled(result, np.float32(-factors[-1]), turned)
    result *= steep
    if past:
        _, turned, inverse = past[-1]
        result *= np.float32(1 / (inverse * inner_product(turned, turned * steep)))
    for (moved, turned, inverse), factor in zip(past, reversed(factors), strict=True):
        add_scaled(result, np.float32(factor - inverse * inner_product(turned, result)), moved)
    return result
