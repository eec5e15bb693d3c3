"""Probabilities by models that saw neither a row nor a copy of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from dataaudit.stages.labels.features import FeatureRows
from dataaudit.stages.labels.logistic_regression import training
from dataaudit.stages.labels.probabilities import calibrated, calibration_error, columns_for, crossed, fit, loss


def clouds(rows: int = 120, classes: int = 3, seed: int = 0) -> tuple[FeatureRows, NDArray[np.int64]]:
    """Rows of three columns and a vector of two dimensions each."""
    random = np.random.default_rng(seed)
    labels = np.arange(rows) % classes
    numbers = (random.normal(size=(rows, 5)) + 1.2 * np.eye(5)[labels]).astype(np.float32)
    columns = np.tile(np.arange(3, dtype=np.int32), rows)
    values = np.ascontiguousarray(numbers[:, :3]).ravel()
    return FeatureRows(np.arange(0, 3 * rows + 1, 3), columns, values, numbers[:, 3:].copy(), 3), labels


def table(rows: FeatureRows) -> NDArray[np.float32]:
    return np.concatenate([rows.values.reshape(-1, 3), rows.vectors], axis=1)


def test_a_rows_own_label_does_not_change_what_its_fold_is_told() -> None:
    features, labels = clouds()
    fold = np.arange(120) % 5
    before, _ = crossed(training(features), labels, 3, fold, 2.0, 100)
    changed = labels.copy()
    changed[fold == 2] = (changed[fold == 2] + 1) % 3
    after, _ = crossed(training(features), changed, 3, fold, 2.0, 100)
    assert (before[fold == 2] == after[fold == 2]).all()
    assert (before[fold != 2] != after[fold != 2]).any()


@pytest.mark.parametrize("strength", [0.5, 2.0, 8.0])
def test_they_are_those_of_scikit_learn_fold_by_fold(strength: float) -> None:
    features, labels = clouds()
    fold, numbers = np.arange(120) // 3 % 4, table(features)
    found, models = crossed(training(features), labels, 3, fold, strength, 100)
    assert len(models) == 4
    assert found.sum(axis=1) == pytest.approx(np.ones(120))
    for one in range(4):
        model = LogisticRegression(C=strength, max_iter=1000, tol=1e-8).fit(numbers[fold != one], labels[fold != one])
        assert found[fold == one] == pytest.approx(model.predict_proba(numbers[fold == one]), abs=0.03)


def test_the_loss_is_that_of_scikit_learn_on_many_words() -> None:
    random = np.random.default_rng(0)
    rows, width = 200, 1000
    labels = np.arange(rows) % 4
    columns = np.sort(
        random.zipf(1.3, size=(rows, 30)) * 4 % width + labels[:, None] * (random.random((rows, 30)) < 0.3)
    )
    values = random.random((rows, 30)).astype(np.float32)
    bounds = np.arange(0, 30 * rows + 1, 30)
    features = FeatureRows(
        bounds, columns.ravel().astype(np.int32), values.ravel(), np.zeros((rows, 0), np.float32), width + 4
    )
    matrix = np.zeros((rows, width + 4))
    np.add.at(matrix, (np.repeat(np.arange(rows), 30), columns.ravel()), values.ravel())

    def cost(weights: NDArray[np.float64], scores: NDArray[np.float64]) -> float:
        raised = scores - scores.max(axis=1, keepdims=True)
        own = raised[np.arange(rows), labels] - np.log(np.exp(raised).sum(axis=1))
        return float(-own.sum() + (weights**2).sum() / 4)

    model, _ = fit(training(features), labels, 4, np.ones(rows, np.bool_), 2.0, 100)
    ours = model.weights.scores(features, np.zeros((0, rows), np.float32)).astype(np.float64)
    best = LogisticRegression(C=2.0, max_iter=5000, tol=1e-9).fit(matrix, labels)
    least = cost(best.coef_, best.decision_function(matrix))
    assert cost(model.weights.words.astype(np.float64), ours) <= 1.02 * least


def test_a_class_that_training_lacks_has_no_probability() -> None:
    features, labels = clouds()
    fold = np.where(labels == 2, 0, 1 + np.arange(120) % 2)
    found, _ = crossed(training(features), labels, 3, fold, 2.0, 100)
    assert (found[fold == 0, 2] == 0).all()
    assert found.sum(axis=1) == pytest.approx(np.ones(120))


def test_training_rows_of_one_class_tell_that_class_alone() -> None:
    features, labels = clouds()
    model, found = fit(training(features), labels, 3, labels == 1, 2.0, 100)
    assert found.tolist() == [[0.0, 1.0, 0.0]] * 120
    assert model(features).tolist() == found.tolist()


def test_every_class_of_rows_with_several_has_a_model_of_its_own() -> None:
    features, labels = clouds()
    answers = np.stack([labels == 0, labels != 2, labels >= 0, labels < 0], axis=1)
    found = fit(training(features), answers, 4, np.ones(120, np.bool_), 2.0, 100)[1]
    for one in range(2):
        model = LogisticRegression(C=2.0, max_iter=1000, tol=1e-8).fit(table(features), answers[:, one])
        assert found[:, one] == pytest.approx(model.predict_proba(table(features))[:, 1], abs=0.03)
    assert found[:, 2:].tolist() == [[1.0, 0.0]] * 120


def test_copies_in_one_group_leave_nothing_to_learn_from() -> None:
    features, labels = clouds(60, 2)
    found, _ = crossed(training(features), labels, 2, np.zeros(60, np.int64), 2.0, 100)
    assert found.tolist() == [[0.5, 0.5]] * 60


def test_rows_without_features_tell_the_shares_of_the_classes() -> None:
    bounds = np.zeros(11, np.int64)
    empty = FeatureRows(bounds, np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros((10, 0), np.float32), 0)
    labels = np.array([0] * 7 + [1] * 3)
    found = fit(training(empty), labels, 2, np.ones(10, np.bool_), 2.0, 100)[1]
    assert found[0] == pytest.approx([0.7, 0.3], abs=0.01)
    nobody = FeatureRows(bounds[:1], empty.columns, empty.values, np.zeros((0, 0), np.float32), 0)
    assert fit(training(nobody), labels[:0], 2, np.zeros(0, np.bool_), 2.0, 100)[1].shape == (0, 2)


@given(st.integers(0, 2**32), st.sampled_from([0.5, 1.0, 2.0, 3.0]))
def test_the_temperature_is_the_one_of_the_least_loss(seed: int, true: float) -> None:
    random = np.random.default_rng(seed)
    logits = random.normal(size=(400, 3)) * 2
    right = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = np.array([random.choice(3, p=row) for row in right])
    given_ = right**true / (right**true).sum(axis=1, keepdims=True)

    def cost(log_temperature: float) -> float:
        raised = given_ ** (1 / np.exp(log_temperature))
        raised /= raised.sum(axis=1, keepdims=True)
        return float(-np.log(raised[np.arange(400), labels]).mean())

    found, temperature = calibrated(given_, labels)
    best = float(np.exp(minimize_scalar(cost, bounds=(np.log(0.25), np.log(4)), method="bounded").x))
    assert temperature / best == pytest.approx(1, abs=0.1)
    assert found.sum(axis=1) == pytest.approx(np.ones(400))
    assert (found.argmax(axis=1) == given_.argmax(axis=1)).all()
    assert loss(found, labels) <= loss(given_, labels) + 1e-9


def test_probabilities_of_nought_and_one_can_be_calibrated() -> None:
    found, _ = calibrated(np.eye(2)[[0, 0, 1, 1]], np.array([0, 1, 1, 1]))
    assert np.isfinite(found).all()


@given(st.integers(0, 2**32), st.integers(0, 200), st.integers(2, 4))
def test_the_calibration_error_is_that_of_a_loop(seed: int, rows: int, classes: int) -> None:
    random = np.random.default_rng(seed)
    probabilities, labels = random.dirichlet([0.5] * classes, rows), random.integers(classes, size=rows)
    total = 0.0
    for one in range(15):
        inside = [place for place in range(rows) if min(int(max(probabilities[place]) * 15), 14) == one]
        if inside:
            confidence = sum(max(probabilities[place]) for place in inside) / len(inside)
            accuracy = sum(probabilities[place].argmax() == labels[place] for place in inside) / len(inside)
            total += len(inside) / rows * abs(confidence - accuracy)
    assert calibration_error(probabilities, labels) == pytest.approx(total, abs=1e-12)


def test_the_weights_of_any_number_of_classes_fit_in_memory() -> None:
    assert all(columns_for(classes) * classes <= 1 << 22 for classes in range(2, 5000))
    assert columns_for(4) == 1 << 17
    assert columns_for(100) == 1 << 14
    assert columns_for(10**8) == 1
