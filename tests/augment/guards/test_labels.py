from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from augment.augmenting import HAM, SPAM, candidate, two_sentences

from dataaudit.augment.guards.labels import LabelModel, check_label, fit_label_model
from dataaudit.stages.vectors.encoders import STATIC, Encoder, load_encoder

RNG = random.Random(3)
TEXTS = [two_sentences(RNG, SPAM if place % 2 else HAM) for place in range(60)]
LABELS = ["spam" if place % 2 else "ham" for place in range(60)]
NONE = np.full(60, -1)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(STATIC, "cpu", 256, 0, False)


def fitted(encoder: Encoder, texts: Sequence[str] = TEXTS, labels: Sequence[str] = LABELS) -> LabelModel:
    model = fit_label_model(np.arange(len(texts), dtype=np.uint64), texts, labels, np.full(len(texts), -1), encoder)
    assert model is not None
    return model


@pytest.mark.full
def test_rows_of_another_class_are_rejected_and_those_of_the_own_are_not(encoder: Encoder) -> None:
    model = fitted(encoder)
    rng = random.Random(4)
    told = []
    for place in range(20):
        told.append(candidate(two_sentences(rng, SPAM), source=1, label="spam"))
        told.append(candidate(two_sentences(rng, HAM), source=1, label="spam"))
        told.append(candidate(two_sentences(rng, HAM), source=2 * place, label="ham"))
    check_label(told, model)
    assert [one.reasons for one in told] == [[], ["label"], []] * 20
    assert all((one.label_probability or 0) > 0.5 for one in told[::3])
    assert all((one.label_probability or 0) < 0.5 for one in told[1::3])


@pytest.mark.full
def test_every_source_is_judged_by_a_model_that_has_not_seen_it(encoder: Encoder) -> None:
    """A wrong label is learnt by heart by a model that has seen its row, and by no other."""
    word = "zyxomma"
    texts = [*TEXTS, f"{word} {word} {word} {word} {word}"]
    labels = [*LABELS, "spam"]
    model = fitted(encoder, texts, labels)
    numbers = sorted(set(model.folds.values()))
    assert len(numbers) == len(model.models) == 5
    assert [list(model.folds.values()).count(number) for number in numbers] == pytest.approx([12.2] * 5, abs=2)
    fold = model.folds[60]
    unseen = model.probabilities([candidate(texts[60], source=60)])[0]
    seen = model.probabilities([candidate(texts[60], source=row) for row, own in model.folds.items() if own != fold])
    spam = model.classes.index("spam")
    assert seen[:, spam].min() > unseen[spam] + 0.05
    assert model.own[60][0] == pytest.approx(unseen[spam])


@pytest.mark.full
def test_copies_of_a_row_share_its_fold(encoder: Encoder) -> None:
    clusters = NONE.copy()
    clusters[[0, 10, 20, 30]] = 7
    clusters[[1, 11, 21]] = 9
    model = fit_label_model(np.arange(60, dtype=np.uint64), TEXTS, LABELS, clusters, encoder)
    assert model is not None
    assert len({model.folds[row] for row in (0, 10, 20, 30)}) == 1
    assert len({model.folds[row] for row in (1, 11, 21)}) == 1


def test_a_source_that_is_put_into_another_class_may_not_move_farther_from_its_label(encoder: Encoder) -> None:
    mild = " ".join([*HAM[:6], *SPAM[:3]])
    model = fitted(encoder, [*TEXTS, mild], [*LABELS, "spam"])
    probability, right = model.own[60]
    assert not right
    farther, nearer = " ".join(HAM), " ".join([*HAM[:6], *SPAM[:5]])
    told = [candidate(text, source=60, label="spam") for text in (farther, nearer, mild)]
    check_label(told, model)
    values = [one.label_probability for one in told]
    assert values[0] is not None
    assert values[1] is not None
    assert values[0] < probability < values[1] < 0.5
    assert [one.reasons for one in told] == [["label"], [], []]


def test_the_same_rows_in_another_order_give_the_same_model(encoder: Encoder) -> None:
    order = random.Random(1).sample(range(60), 60)
    one = fitted(encoder)
    other = fit_label_model(
        np.array(order, np.uint64), [TEXTS[place] for place in order], [LABELS[place] for place in order], NONE, encoder
    )
    assert other is not None
    assert one.folds == other.folds
    asked = [candidate(text, source=place) for place, text in enumerate(TEXTS)]
    assert one.probabilities(asked) == pytest.approx(other.probabilities(asked), abs=0.01)


@pytest.mark.parametrize(
    ("labels", "learnt"),
    [(["a"] * 60, False), (["a"] * 56 + ["b"] * 4, False), (["a"] * 55 + ["b"] * 5, True), ([], False)],
)
def test_fewer_than_two_classes_of_five_rows_teach_nothing(encoder: Encoder, labels: list[str], learnt: bool) -> None:
    texts = TEXTS[: len(labels)]
    ids = np.arange(len(labels), dtype=np.uint64)
    model = fit_label_model(ids, texts, labels, NONE[: len(labels)], encoder)
    assert (model is not None) == learnt


def test_rows_without_a_model_or_of_a_class_that_it_does_not_know_are_not_judged(encoder: Encoder) -> None:
    told = [candidate("some text", label="odd"), candidate("some text", label=None)]
    check_label(told, fitted(encoder))
    check_label([candidate("some text", label="ham")], None)
    assert [(one.reasons, one.label_probability) for one in told] == [([], None)] * 2
    check_label([], fitted(encoder))


def test_a_class_of_one_row_breaks_nothing_and_is_not_learnt(encoder: Encoder) -> None:
    model = fitted(encoder, [*TEXTS, "a lonely row of its own"], [*LABELS, "lonely"])
    assert model.classes == ("ham", "spam")
    assert len(model.models) == 5
    assert set(model.folds.values()) == set(range(5))
    assert 60 not in model.folds
    told = candidate("a lonely row of its own", source=60, label="lonely")
    check_label([told], model)
    assert (told.reasons, told.label_probability) == ([], None)


def test_classes_of_five_rows_are_learnt_in_five_folds(encoder: Encoder) -> None:
    texts, labels = [*TEXTS[:20], *(f"zyxomma {text}" for text in TEXTS[20:25])], [*LABELS[:20], *["five"] * 5]
    model = fitted(encoder, texts, labels)
    assert model.classes == ("five", "ham", "spam")
    assert len(model.models) == 5


def test_a_source_that_the_models_were_not_fitted_on_is_judged_by_them_too(encoder: Encoder) -> None:
    mild, rng = " ".join([*HAM[:6], *SPAM[:3]]), random.Random(5)
    model = fitted(encoder)
    farther, nearer = " ".join(HAM), " ".join([*HAM[:6], *SPAM[:5]])
    told = [candidate(text, mild, source=999, label="spam") for text in (farther, nearer, mild)]
    clear = two_sentences(rng, SPAM)
    told += [candidate(text, clear, source=998, label="spam") for text in (nearer, two_sentences(rng, SPAM))]
    of_sources = model.probabilities(told, of_sources=True)
    spam = model.classes.index("spam")
    assert of_sources[0, spam] < 0.5 < of_sources[3, spam]
    check_label(told, model)
    assert [one.reasons for one in told] == [["label"], [], [], ["label"], []]
    assert model.own.keys() == set(range(60))
