from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest
import torch
from every import every
from torch import Tensor

from dataaudit.config.training import TrainingOptions
from dataaudit.training.proxy.fit import EVALUATIONS, Fitted, evaluate, fit, rate_factor
from dataaudit.training.proxy.models import Proxy, Task, make_proxy, small_language_model
from dataaudit.training.proxy.row_batches import EncodedRows
from dataaudit.training.proxy.vocabulary import LearntVocabulary
from dataaudit.training.recipes.row_losses import language_losses

WORDS = [["sun", "beach", "sand", "wave"], ["snow", "ice", "frost", "cold"], ["goal", "ball", "team", "match"]]
SETTINGS = TrainingOptions(epochs=3, batch_size=16, max_tokens=16)


def corpus(rows: int, seed: int = 0) -> tuple[list[str], list[int]]:
    random = np.random.default_rng(seed)
    labels = [row % 3 for row in range(rows)]
    texts = [" ".join(random.choice(WORDS[label], int(random.integers(2, 9)))) for label in labels]
    return texts, labels


TEXTS, LABELS = corpus(240)


def made(task: Task, seed: int = 1) -> tuple[Proxy, EncodedRows, EncodedRows]:
    """A small model, rows to learn and rows to judge by, whose ids are in no order."""
    if task == "classes":
        proxy = make_proxy("small", task, ["0", "1", "2"], TEXTS, SETTINGS.max_tokens, seed)
    else:
        torch.manual_seed(seed)
        encode = LearntVocabulary(TEXTS, 300)
        model = small_language_model(encode.size, 16, width=32, layers=1, padding=encode.padding)
        proxy = Proxy(model=model, encode=encode, losses=language_losses, task=task, pretrained=False)
    tokens, sizes = proxy.encode(TEXTS, SETTINGS.max_tokens)
    labels = np.array(LABELS, np.int64)
    ids = np.random.default_rng(5).permutation(240).astype(np.uint64) * 1_000_003
    own = [None if task == "language" else part for part in (labels[:200], labels[200:])]
    return (
        proxy,
        EncodedRows(ids[:200], tokens[:200], own[0], proxy.encode.padding, sizes[:200]),
        EncodedRows(ids[200:], tokens[200:], own[1], proxy.encode.padding, sizes[200:]),
    )


def by_hand(proxy: Proxy, rows: EncodedRows) -> tuple[list[float], list[int], list[bool]]:
    """Every row by itself, without padding."""
    sums, counts, right = [], [], []
    proxy.model.eval()
    with torch.no_grad():
        for place, tokens in enumerate(rows.tokens):
            ids = torch.tensor([list(tokens)])
            told: Any = proxy.model(input_ids=ids, attention_mask=torch.ones_like(ids))
            logits: Tensor = told if isinstance(told, Tensor) else told.logits
            if rows.labels is not None:
                label = int(rows.labels[place])
                sums.append(-float(logits[0].log_softmax(-1)[label]))
                counts.append(1)
                right.append(int(logits[0].argmax()) == label)
            else:
                logs = logits[0].log_softmax(-1)
                sums.append(-sum(float(logs[at, ids[0, at + 1]]) for at in range(len(tokens) - 1)))
                counts.append(len(tokens) - 1)
    return sums, counts, right


TASKS = cast("list[Task]", ["classes", "language"])
FEW_TASKS = ["classes", pytest.param("language", marks=pytest.mark.full)]
"""Tasks of tests that train, of which CI takes the quicker one."""


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("batch_size", [2, 7, 64])
def test_rows_judged_in_batches_are_judged_as_by_themselves_and_in_their_own_order(task: Task, batch_size: int) -> None:
    proxy, _, rows = made(task)
    sums, counts, right = evaluate(proxy, rows, replace(SETTINGS, batch_size=batch_size))
    expected = by_hand(proxy, rows)
    assert sums == pytest.approx(expected[0], abs=1e-4)
    assert counts.tolist() == expected[1]
    assert (right is None) == (task == "language")
    assert right is None or right.tolist() == expected[2]


def test_judging_leaves_the_mode_of_the_model_and_takes_no_gradient() -> None:
    proxy, _, rows = made("classes")
    for training in (True, False):
        proxy.model.train(training)
        evaluate(proxy, rows, SETTINGS)
        assert proxy.model.training is training
    assert all(one.grad is None for one in proxy.model.parameters())


def fitted(task: Task, settings: TrainingOptions = SETTINGS, **given: Any) -> tuple[Fitted, Proxy, EncodedRows]:
    proxy, train, held_out = made(task, settings.seed)
    return fit(proxy, train, held_out, settings, 1e-2, **given), proxy, held_out


@pytest.mark.full
@pytest.mark.parametrize("task", TASKS)
def test_the_same_seed_gives_the_same_training_and_another_another(task: Task) -> None:
    first, second, other = (fitted(task, replace(SETTINGS, seed=seed))[0] for seed in (1, 1, 2))
    assert first.exposures.equals(second.exposures)
    assert first.gradients.equals(second.gradients)
    assert first.held_out.tolist() == second.held_out.tolist()
    assert first.tables["curves"].equals(second.tables["curves"])
    assert first.held_out.tolist() != other.held_out.tolist()


@pytest.mark.parametrize("task", FEW_TASKS)
def test_every_row_is_seen_once_an_epoch_and_judged_rows_never(task: Task) -> None:
    told, proxy, held_out = fitted(task)
    _, train, _ = made(task)
    counted = told.exposures["row_id"].value_counts()
    assert set(counted["count"].to_list()) == {3}
    assert set(counted["row_id"].to_list()) == set(train.row_ids.tolist())
    assert set(counted["row_id"].to_list()).isdisjoint(held_out.row_ids.tolist())
    assert told.steps == 3 * 13
    assert told.tokens == 3 * train.count
    assert told.gradients.height == (0 if task == "language" else 600)
    sums, counts, right = by_hand(proxy, held_out)
    assert told.held_out == pytest.approx([one / count for one, count in zip(sums, counts, strict=True)], abs=1e-4)
    assert told.held_out_targets.tolist() == counts
    assert told.loss == pytest.approx(sum(sums) / sum(counts), abs=1e-4)
    assert told.accuracy == (pytest.approx(sum(right) / len(right)) if right else None)


@pytest.mark.parametrize("task", FEW_TASKS)
def test_something_is_learnt(task: Task) -> None:
    told, _, _ = fitted(task, replace(SETTINGS, epochs=8))
    losses = told.exposures.sort("step")["loss"].to_list()
    assert np.mean(losses[-200:]) < 0.6 * np.mean(losses[:200])
    if task == "classes":
        assert told.accuracy is not None
        assert told.accuracy > 0.9


@pytest.mark.parametrize("most", [1, 100, pytest.param(5_000, marks=pytest.mark.full)])
def test_tokens_in_place_of_epochs_end_the_training(most: int) -> None:
    _, train, _ = made("classes")
    longest = max(map(len, train.tokens)) * SETTINGS.batch_size
    told, _, _ = fitted("classes", most_tokens=most)
    assert most <= told.tokens < most + longest


def test_progress_is_told_to_the_end_and_what_it_raises_ends_the_training() -> None:
    told: list[tuple[int, int, float]] = []
    result, _, _ = fitted("classes", progress=lambda *facts: told.append(facts))
    assert [done for done, _, _ in told] == sorted({done for done, _, _ in told})
    assert told[-1][:2] == (result.steps, result.steps)
    assert EVALUATIONS <= len(told) <= 2 * EVALUATIONS
    assert told[-1][2] == pytest.approx(result.loss, abs=1e-6)
    assert told[-1][2] < told[0][2]

    class Enough(Exception):
        pass

    def stop(done: int, whole: int, loss: float) -> None:
        raise Enough

    with pytest.raises(Enough):
        fitted("classes", progress=stop)


@every("steps", [1, 2, 19, 20, 100, 1000])
def test_the_rate_warms_up_and_falls_to_a_tenth(steps: int) -> None:
    factors = [rate_factor(step, steps) for step in range(steps)]
    warm = max(1, steps // 20)
    assert max(factors) == pytest.approx(1)
    assert all(0 < one <= 1 for one in factors)
    assert all(a < b for a, b in itertools.pairwise(factors[:warm]))
    assert all(a >= b for a, b in itertools.pairwise(factors[warm:]))
    if steps >= 100:
        assert factors[-1] == pytest.approx(0.1, abs=0.01)
