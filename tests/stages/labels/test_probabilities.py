"""Probabilities by models that saw neither a row nor a copy of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from dataaudit.stages.labels.probabilities import Model, calibrated, calibration_error, crossed, fit, loss


def clouds(rows: int = 120, classes: int = 3, seed: int = 0) -> tuple[sparse.csr_matrix, NDArray[np.int64]]:
    random = np.random.default_rng(seed)
    labels = np.arange(rows) % classes
    return sparse.csr_matrix(random.normal(size=(rows, 5)) + 1.2 * np.eye(5)[labels]), labels


def test_a_rows_own_label_does_not_change_what_its_fold_is_told() -> None:
    features, labels = clouds()
    fold = np.arange(120) % 5
    before, _ = crossed(features, labels, 3, fold, 2.0, 100)
    changed = labels.copy()
    changed[fold == 2] = (changed[fold == 2] + 1) % 3
    after, _ = crossed(features, changed, 3, fold, 2.0, 100)
    assert (before[fold == 2] == after[fold == 2]).all()
    assert (before[fold != 2] != after[fold != 2]).any()


def test_they_are_those_of_scikit_learn_fold_by_fold() -> None:
    features, labels = clouds()
    fold = np.arange(120) // 3 % 4
    found, models = crossed(features, labels, 3, fold, 2.0, 100)
    assert len(models) == 4
    assert found.sum(axis=1) == pytest.approx(np.ones(120))
    for one in range(4):
        model = LogisticRegression(C=2.0, max_iter=1000, tol=1e-8).fit(features[fold != one], labels[fold != one])
        assert found[fold == one] == pytest.approx(model.predict_proba(features[fold == one]), abs=0.01)


def test_a_class_that_training_lacks_has_no_probability() -> None:
    features, labels = clouds()
    fold = np.where(labels == 2, 0, 1 + np.arange(120) % 2)
    found, _ = crossed(features, labels, 3, fold, 2.0, 100)
    assert (found[fold == 0, 2] == 0).all()
    assert found.sum(axis=1) == pytest.approx(np.ones(120))


def test_training_rows_of_one_class_tell_that_class_alone() -> None:
    features, labels = clouds()
    model = fit(features[labels == 1], labels[labels == 1], 3, 2.0, 100)
    assert model(features[:4]).tolist() == [[0.0, 1.0, 0.0]] * 4
    assert model(features[:0]).shape == (0, 3)


def test_every_class_of_rows_with_several_has_a_model_of_its_own() -> None:
    features, labels = clouds()
    table = np.stack([labels == 0, labels != 2, labels >= 0, labels < 0], axis=1)
    found = fit(features, table, 4, 2.0, 100)(features)
    for one in range(2):
        model = LogisticRegression(C=2.0, max_iter=1000, tol=1e-8).fit(features, table[:, one])
        assert found[:, one] == pytest.approx(model.predict_proba(features)[:, 1], abs=0.01)
    assert found[:, 2:].tolist() == [[1.0, 0.0]] * 120


def test_copies_in_one_group_leave_nothing_to_learn_from() -> None:
    features, labels = clouds(60, 2)
    found, _ = crossed(features, labels, 2, np.zeros(60, np.int64), 2.0, 100)
    assert np.isfinite(found).all()


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


def test_a_model_without_rows_gives_none() -> None:
    assert Model([1.0, 0.0], 2, several=True)(sparse.csr_matrix((0, 3))).shape == (0, 2)
