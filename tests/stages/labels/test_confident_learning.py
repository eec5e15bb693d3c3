"""Confident learning against plain Python."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dataaudit.stages.labels.confident_learning import LIKELIER, SURELY, confident_learning, several_labels

Plain = tuple[list[list[float]], list[bool], list[int], float, float]


@st.composite
def judged(draw: st.DrawFn) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Probabilities without ties, and labels that follow them more or less."""
    rows, classes = draw(st.integers(0, 60)), draw(st.integers(2, 4))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    probabilities = random.dirichlet([0.4] * classes, rows)
    drawn = [random.choice(classes, p=row) for row in probabilities]
    labels = np.array([one if random.random() < 0.8 else random.integers(classes) for one in drawn], np.int64)
    return probabilities, labels


def plain(probabilities: Sequence[Sequence[float]], labels: Sequence[int], classes: int) -> Plain:
    """The joint, the issues, the suggestions, the noise and the joint's noise."""
    rows = len(labels)
    counted = [[0.0] * classes for _ in range(classes)]
    rows_of = [[place for place in range(rows) if labels[place] == k] for k in range(classes)]
    held = [[probabilities[place][k] for place in rows_of[k]] for k in range(classes)]
    thresholds = [sum(own) / len(own) if own else 1.0 for own in held]
    for row, label in zip(probabilities, labels, strict=True):
        sure = [k for k in range(classes) if row[k] >= thresholds[k] - 1e-9]
        if sure:
            counted[label][max(sure, key=lambda k: row[k])] += 1
    joint = []
    for k in range(classes):
        total = sum(counted[k])
        shares = [one / total for one in counted[k]] if total else [float(k == other) for other in range(classes)]
        joint.append([share * len(held[k]) for share in shares])
    joint_noise = 1 - sum(joint[k][k] for k in range(classes)) / rows if rows else 0.0
    best = [max(range(classes), key=lambda k: row[k]) for row in probabilities]
    surest: list[int] = []
    for k in range(classes):
        own = sorted((place for place in range(rows) if best[place] == k), key=lambda place: -probabilities[place][k])
        surest += own[: math.ceil(SURELY * len(own))]
    noise = sum(best[place] != labels[place] for place in surest) / len(surest) if surest else 0.0
    share = noise / joint_noise if joint_noise else 0.0
    issue = [row[best[place]] >= LIKELIER * row[labels[place]] for place, row in enumerate(probabilities)]
    for k in range(classes):
        for other in range(classes):
            if k == other:
                continue
            margin = {
                place: probabilities[place][other] - probabilities[place][k]
                for place in range(rows)
                if labels[place] == k
            }
            for place in sorted(margin, key=lambda one: -margin[one])[: round(joint[k][other] * share)]:
                issue[place] |= margin[place] > 0
    issue = [one and best[place] != labels[place] for place, one in enumerate(issue)]
    suggested = [best[place] if issue[place] else labels[place] for place in range(rows)]
    return joint, issue, suggested, noise, joint_noise


@given(judged())
def test_it_says_what_plain_python_says(case: tuple[NDArray[np.float64], NDArray[np.int64]]) -> None:
    probabilities, labels = case
    found = confident_learning(probabilities, labels)
    joint, issue, suggested, noise, joint_noise = plain(probabilities.tolist(), labels.tolist(), probabilities.shape[1])
    assert found.joint == pytest.approx(np.array(joint))
    assert found.issue.tolist() == issue
    assert found.suggested.tolist() == suggested
    assert (found.noise, found.joint_noise) == (pytest.approx(noise), pytest.approx(joint_noise, abs=1e-12))


@given(judged())
def test_no_label_that_is_the_first_choice_is_an_issue(case: tuple[NDArray[np.float64], NDArray[np.int64]]) -> None:
    probabilities, labels = case
    found = confident_learning(probabilities, labels)
    first = probabilities.argmax(axis=1) if len(labels) else labels
    assert not found.issue[first == labels].any()
    assert (found.suggested[~found.issue] == labels[~found.issue]).all()
    assert (found.suggested[found.issue] != labels[found.issue]).all()
    assert 0 <= found.low <= found.noise + 1e-12
    assert found.noise - 1e-12 <= found.high <= 1
    assert found.joint.sum() == pytest.approx(len(labels))


@pytest.mark.parametrize("classes", [1, 2, 5])
def test_no_rows_have_no_issues_and_no_noise(classes: int) -> None:
    found = confident_learning(np.zeros((0, classes)), np.zeros(0, np.int64))
    assert (len(found.issue), found.noise, found.joint_noise) == (0, 0.0, 0.0)
    assert (found.low, found.high) == (0.0, 1.0)


def test_labels_of_a_sure_model_with_some_turned_are_found() -> None:
    labels = np.tile([0, 1, 2], 40)
    probabilities = np.full((120, 3), 0.03)
    probabilities[np.arange(120), labels] = 0.94
    wrong = np.arange(0, 120, 10)
    turned = labels.copy()
    turned[wrong] = (labels[wrong] + 1) % 3
    found = confident_learning(probabilities, turned)
    assert np.flatnonzero(found.issue).tolist() == wrong.tolist()
    assert found.suggested.tolist() == labels.tolist()


def test_wrong_labels_are_found_where_all_of_them_stand_in_the_class_that_the_model_is_less_sure_of() -> None:
    """Rows of one class labelled as the other make the model less sure of all rows like them."""
    probabilities = np.array([[0.95, 0.05]] * 100 + [[0.2, 0.8]] * 100)
    labels = np.array([0] * 100 + [1, 1, 1, 1, 0] * 20)
    found = confident_learning(probabilities, labels)
    assert found.joint[0, 1] == pytest.approx(20)
    assert found.noise > 0
    assert np.flatnonzero(found.issue).tolist() == list(range(104, 200, 5))


def test_every_class_of_rows_with_several_is_a_question_of_its_own() -> None:
    random = np.random.default_rng(0)
    truth = random.random((200, 3)) < 0.4
    probabilities = np.where(truth, 0.9, 0.1) + random.uniform(-0.05, 0.05, truth.shape)
    given_ = truth.copy()
    given_[5, 0] ^= True
    given_[50, [1, 2]] ^= True
    issue, suggested, score = several_labels(probabilities, given_)
    for one in range(3):
        pair = np.stack([1 - probabilities[:, one], probabilities[:, one]], axis=1)
        wrong = confident_learning(pair, given_[:, one].astype(np.int64)).issue
        assert (suggested[:, one] == given_[:, one] ^ wrong).all()
    assert issue.tolist() == (suggested != given_).any(axis=1).tolist()
    assert score == pytest.approx([min(p if g else 1 - p for p, g in zip(*row, strict=True)) for row in
                                   zip(probabilities, given_, strict=True)])  # fmt: skip
    assert set(np.flatnonzero(issue).tolist()) <= {5, 50}
