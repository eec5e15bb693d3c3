"""Scores, residuals and gradients of linear models, beside plain Python and differences of the loss."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataaudit.kernels.linear_models import (
    add_scaled,
    answer_residuals,
    by_column,
    class_residuals,
    inner_product,
    linear_gradient,
    linear_scores,
)

SEEDS = st.integers(0, 2**32 - 1)


class Case:
    """Random rows, weights and residuals."""

    def __init__(self, seed: int) -> None:
        random = np.random.default_rng(seed)
        rows, width, dimensions, classes = (int(n) for n in random.integers([0, 0, 0, 1], [600, 9, 5, 4]))
        counts = random.integers(0, width + 1, rows)
        self.bounds = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        picked = [np.sort(random.permutation(width)[:count]) for count in counts]
        self.columns = np.concatenate([np.zeros(0), *picked]).astype(np.int32)
        self.values = random.normal(size=len(self.columns)).astype(np.float32)
        self.vectors = random.normal(size=(rows, dimensions)).astype(np.float32)
        self.words = random.normal(size=(width, classes)).astype(np.float32)
        self.dense = random.normal(size=(classes, dimensions)).astype(np.float32)
        self.constant = random.normal(size=classes).astype(np.float32)
        self.random, self.rows, self.width, self.classes = random, rows, width, classes

    def entries(self, row: int) -> list[tuple[int, float]]:
        inside = slice(self.bounds[row], self.bounds[row + 1])
        return list(zip(self.columns[inside].tolist(), self.values[inside].tolist(), strict=True))

    def scores(self) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        out = np.empty((self.rows, self.classes), np.float32)
        turned = np.ascontiguousarray(self.vectors.T)
        linear_scores(self.bounds, self.columns, self.values, turned, self.words, self.dense, self.constant, out)
        return out


@given(SEEDS)
def test_a_score_is_the_constant_and_every_feature_times_its_weight(seed: int) -> None:
    case = Case(seed)
    found = case.scores()
    for row in range(case.rows):
        for one in range(case.classes):
            wanted = float(case.constant[one])
            wanted += sum(value * float(case.words[column, one]) for column, value in case.entries(row))
            wanted += sum(float(a) * float(b) for a, b in zip(case.vectors[row], case.dense[one], strict=True))
            assert found[row, one] == pytest.approx(wanted, abs=1e-4)


@given(SEEDS)
def test_entries_by_column_are_the_same_entries(seed: int) -> None:
    case = Case(seed)
    starts, rows, values = by_column(case.bounds, case.columns, case.values, case.width)
    found = {
        (int(rows[at]), column, float(values[at]))
        for column in range(case.width)
        for at in range(starts[column], starts[column + 1])
    }
    assert found == {(row, column, value) for row in range(case.rows) for column, value in case.entries(row)}
    assert len(rows) == len(case.columns)


@given(SEEDS)
def test_a_gradient_is_the_sum_of_features_times_residuals(seed: int) -> None:
    case = Case(seed)
    residuals = case.random.normal(size=(case.rows, case.classes)).astype(np.float32)
    words, dense, constant = (np.full_like(one, 9) for one in (case.words, case.dense, case.constant))
    ordered = by_column(case.bounds, case.columns, case.values, case.width)
    linear_gradient(*ordered, case.vectors, residuals, words, dense, constant)
    for one in range(case.classes):
        wanted = [0.0] * case.width
        for row in range(case.rows):
            for column, value in case.entries(row):
                wanted[column] += value * float(residuals[row, one])
        assert words[:, one] == pytest.approx(wanted, abs=1e-3)
        for dimension in range(case.dense.shape[1]):
            pairs = zip(case.vectors[:, dimension], residuals[:, one], strict=True)
            assert dense[one, dimension] == pytest.approx(sum(float(a) * float(b) for a, b in pairs), abs=1e-3)
        assert constant[one] == pytest.approx(sum(map(float, residuals[:, one])), abs=1e-3)


@given(SEEDS)
def test_residuals_of_one_class_are_softmax_minus_truth(seed: int) -> None:
    case = Case(seed)
    scores, labels = 3 * case.scores(), case.random.integers(0, case.classes, case.rows)
    counted, found = case.random.random(case.rows) < 0.7, 3 * case.scores()
    loss, wanted = class_residuals(found, labels, counted), 0.0
    for row in range(case.rows):
        raised = [math.exp(float(score) - float(scores[row].max())) for score in scores[row]]
        chances = [one / sum(raised) for one in raised]
        truth = [float(one == labels[row]) for one in range(case.classes)]
        expected = [(a - b) * counted[row] for a, b in zip(chances, truth, strict=True)]
        assert found[row] == pytest.approx(expected, abs=1e-5)
        wanted -= math.log(max(chances[labels[row]], 1e-300)) * counted[row]
    assert loss == pytest.approx(wanted, rel=1e-4, abs=1e-4)


@given(SEEDS)
def test_residuals_of_questions_are_the_logistic_function_minus_truth(seed: int) -> None:
    case = Case(seed)
    scores, found = 5 * case.scores(), 5 * case.scores()
    answers = case.random.random(scores.shape) < 0.4
    counted = case.random.random(case.rows) < 0.7
    loss, wanted = answer_residuals(found, answers, counted), 0.0
    for row in range(case.rows):
        for one in range(case.classes):
            chance = 1 / (1 + math.exp(-float(scores[row, one])))
            assert found[row, one] == pytest.approx((chance - answers[row, one]) * counted[row], abs=1e-5)
            against = float(scores[row, one]) * (-1 if answers[row, one] else 1)
            wanted += (math.log1p(math.exp(against)) if against < 30 else against) * counted[row]
    assert loss == pytest.approx(wanted, rel=1e-4, abs=1e-4)


def test_scores_of_any_size_give_finite_losses() -> None:
    scores = np.array([[1000, -1000], [-1000, 1000]], np.float32)
    labels, counted = np.array([0, 1]), np.ones(2, np.bool_)
    assert class_residuals(scores.copy(), labels, counted) == 0
    assert class_residuals(scores.copy(), 1 - labels, counted) == 4000
    assert answer_residuals(scores.copy(), scores > 0, counted) == 0
    assert answer_residuals(scores.copy(), scores < 0, counted) == 4000


@given(SEEDS, st.integers(0, 3000))
def test_inner_products_and_sums_are_those_of_float64(seed: int, size: int) -> None:
    random = np.random.default_rng(seed)
    one, two = random.normal(size=(2, size)).astype(np.float32)
    exact = math.fsum(float(a) * float(b) for a, b in zip(one, two, strict=True))
    assert inner_product(one, two) == pytest.approx(exact, abs=1e-3)
    expected = one + np.float32(0.5) * two
    add_scaled(one, np.float32(0.5), two)
    assert one == pytest.approx(expected, abs=1e-6)
