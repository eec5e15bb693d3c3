from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from training.probes.tiny import Wrapped, classes, cross_entropy, findings, measured, mlp, values

from dataaudit.training.objective import Objective
from dataaudit.training.probes.accumulation import micro_batches
from dataaudit.training.probes.context import Context
from dataaudit.training.probes.loss_probes import label_smoothing
from dataaudit.training.probes.single_batch import _floor


class Tagger(nn.Module):
    """A class for every token."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.embed, self.drop, self.head = nn.Embedding(20, 8), nn.Dropout(0.3), nn.Linear(8, 20)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.head(self.drop(self.embed(tokens)))


def token_mean(output: Tensor, target: Tensor) -> Tensor:
    return cross_entropy(output.flatten(0, 1), target.flatten(), ignore_index=-100)


def texts(lengths: list[int], width: int = 16) -> list[Any]:
    generator = torch.Generator().manual_seed(0)
    tokens = torch.randint(0, 20, (len(lengths), width), generator=generator)
    target = torch.randint(0, 20, (len(lengths), width), generator=generator)
    for row, length in enumerate(lengths):
        target[row, length:] = -100
    return [(tokens, target)]


def by_tokens(model: nn.Module, parts: list[Any]) -> None:
    """Accumulation as it should be: sums over the targets of the whole window."""
    count = sum(int((target != -100).sum()) for _, target in parts)
    for tokens, target in parts:
        summed = cross_entropy(model(tokens).flatten(0, 1), target.flatten(), ignore_index=-100, reduction="sum")
        (summed / count).backward()


RAGGED = [16, 16, 15, 2, 1, 1, 12, 3]


def test_means_of_means_of_ragged_micro_batches_are_off_and_sums_over_tokens_are_not() -> None:
    rows = measured("accumulation", Tagger(), texts(RAGGED), token_mean, accumulation=4)
    assert values(rows)["error"] > 0.1
    assert findings(rows) == {"accumulation-mismatch"}
    rows = measured("accumulation", Tagger(), texts(RAGGED), token_mean, accumulation=4, accumulate=by_tokens)
    assert values(rows)["error"] < 1e-6
    assert findings(rows) == set()


@pytest.mark.parametrize("count", [2, 4, 8])
def test_micro_batches_of_equal_size_are_right_either_way(count: int) -> None:
    rows = measured("accumulation", Tagger(), texts([16] * 8), token_mean, accumulation=count)
    assert values(rows)["error"] < 1e-6
    assert findings(rows) == set()


def test_the_error_is_that_of_a_plain_computation() -> None:
    model, (tokens, target) = Tagger().eval(), texts(RAGGED)[0]
    gradients = []
    for size in (8, 2):
        model.zero_grad()
        for low in range(0, 8, size):
            (token_mean(model(tokens[low : low + size]), target[low : low + size]) * size / 8).backward()
        gradients.append(torch.cat([one.grad.flatten() for one in model.parameters()]))
    plain = float((gradients[0] - gradients[1]).norm() / gradients[0].norm())
    rows = measured("accumulation", Tagger(), texts(RAGGED), token_mean, accumulation=4)
    assert values(rows)["error"] == pytest.approx(plain, rel=1e-4)


def test_a_shorter_last_micro_batch_is_weighed_too_much() -> None:
    rows = measured("accumulation", mlp(), classes(10), accumulation=4)
    assert values(rows)["error"] > 0.05


def test_batch_statistics_are_no_error_of_the_accumulation() -> None:
    model = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.Tanh(), nn.Linear(8, 3))
    rows = measured("accumulation", model, classes(), accumulation=4)
    assert values(rows)["error"] < 1e-6
    assert findings(rows) | findings(rows, "info") == set()
    assert int(model[1].num_batches_tracked) == 0


@pytest.mark.parametrize("accumulation", [None, 1, 17])
def test_without_micro_batches_there_is_nothing_to_compare(accumulation: int | None) -> None:
    assert measured("accumulation", mlp(), classes(), accumulation=accumulation) == []


@given(st.integers(2, 12), st.integers(2, 12))
def test_micro_batches_hold_every_row_once_and_in_order(rows: int, count: int) -> None:
    batch = {"x": torch.arange(rows * 2.0).view(rows, 2), "y": torch.arange(rows), "scale": torch.tensor(3.0)}
    parts = micro_batches(batch, rows, count)
    assert torch.equal(torch.cat([part["x"] for part in parts]), batch["x"])
    assert torch.equal(torch.cat([part["y"] for part in parts]), batch["y"])
    assert len(parts) <= count
    assert len({len(part["y"]) for part in parts[:-1]}) <= 1
    assert all(part["scale"] == 3.0 for part in parts)


def fitted(
    model: nn.Module, batches: Any, criterion: Any = cross_entropy, steps: int = 80
) -> tuple[dict[str, float], set[str]]:
    rows = measured("single_batch", model, batches, criterion, steps=steps)
    return values(rows), findings(rows)


def test_a_healthy_model_learns_a_batch_by_heart_and_not_without_its_inputs() -> None:
    told, names = fitted(mlp(), classes())
    assert names == set()
    assert told["rows"] == 16
    assert told["labels"] == 3
    assert told["floor"] == 0.0
    assert told["accuracy"] == 1.0
    assert told["real"] < 0.1 * told["first"]
    assert told["zeroed"] > 0.9
    assert told["shuffled"] < 0.2


def test_labels_are_all_that_is_left_of_a_model_that_ignores_its_input() -> None:
    told, names = fitted(nn.Sequential(Wrapped(lambda value: value * 0), *mlp()), classes())
    assert names & {"input-ignored", "single-batch-failed"}
    assert told["real"] == pytest.approx(told["zeroed"], rel=0.05)
    target = classes()[0][1]
    share = torch.bincount(target) / len(target)
    assert told["real"] == pytest.approx(float(-(share * share.log()).sum()), abs=0.02)


def test_a_model_that_cannot_learn_fails() -> None:
    model = mlp()
    stuck = nn.Sequential(*model[:2], Wrapped(Tensor.detach), model[2])
    with torch.no_grad():
        stuck[0].weight.mul_(1e-3)
        stuck[0].bias.zero_()
    rows = measured("single_batch", stuck, classes(), steps=60)
    assert values(rows)["real"] > 0.7
    assert values(rows)["accuracy"] < 0.9
    assert "single-batch-failed" in findings(rows, "info")


def test_a_frozen_model_keeps_its_first_loss() -> None:
    told, _ = fitted(mlp().requires_grad_(False), classes(), steps=10)
    assert told["real"] == told["first"] == told["zeroed"]


def plain_floor(rows: list[int], labels: list[int]) -> float:
    """Loss of answering every distinct row by how frequent its labels are."""
    total = 0.0
    for row, label in zip(rows, labels, strict=True):
        own = [other for one, other in zip(rows, labels, strict=True) if one == row]
        total -= math.log(own.count(label) / len(own))
    return total / len(rows)


def context(model: nn.Module, batches: Any, criterion: Any) -> Context:
    return Context(model=model, objective=Objective(None, criterion), batches=batches)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=2, max_size=12))
def test_the_floor_of_equal_rows_is_the_entropy_of_their_labels(pairs: list[tuple[int, int]]) -> None:
    points = torch.tensor([[0.0, 1.0], [1.0, -1.0], [2.0, 0.5], [-1.0, 3.0]])
    batch = (points[[row for row, _ in pairs]], torch.tensor([label for _, label in pairs]))
    found = _floor(context(nn.Linear(2, 3), [batch], cross_entropy), batch, batch[1])
    assert found == pytest.approx(plain_floor(*map(list, zip(*pairs, strict=True))), abs=1e-9)


def test_the_floor_of_a_regression_is_the_variance_within_equal_rows() -> None:
    inputs = torch.tensor([[1.0], [1.0], [2.0], [2.0], [3.0]])
    target = torch.tensor([0.0, 4.0, 1.0, 1.0, 9.0])
    batch = (inputs, target)
    assert _floor(context(nn.Linear(1, 1), [batch], nn.functional.mse_loss), batch, target) == pytest.approx(8 / 5)


def test_equal_rows_with_different_labels_are_fitted_to_their_floor_and_that_is_no_failure() -> None:
    inputs, _ = classes()[0]
    batch = (inputs[torch.arange(16) // 2], torch.arange(16) % 2 + (torch.arange(16) // 8))
    told, names = fitted(mlp(), [batch])
    assert told["floor"] == pytest.approx(math.log(2), abs=1e-6)
    assert told["real"] == pytest.approx(told["floor"], abs=0.05)
    assert told["accuracy"] < 0.95
    assert names == set()


def test_label_smoothing_is_fitted_to_its_floor_and_that_is_no_failure() -> None:
    criterion = nn.CrossEntropyLoss(label_smoothing=0.3)
    told, names = fitted(mlp(), classes(), criterion)
    assert told["floor"] == pytest.approx(label_smoothing(context(mlp(), classes(), criterion)), abs=1e-6)
    assert 0.6 < told["floor"] <= told["real"] < told["floor"] + 0.1
    assert names == set()


def test_a_regression_is_fitted_too() -> None:
    inputs, _ = classes()[0]
    told, names = fitted(mlp(kinds=1), [(inputs, inputs[:, :1] * 2 - 1)], nn.functional.mse_loss)
    assert told["real"] < 0.05 * told["first"]
    assert "accuracy" not in told
    assert names == set()


def test_of_long_texts_fewer_rows_are_taken_and_a_language_model_learns_them() -> None:
    tokens = torch.randint(0, 20, (16, 64), generator=torch.Generator().manual_seed(0))
    told = values(measured("single_batch", Tagger(), [(tokens, (tokens + 3) % 20)], token_mean, steps=80))
    assert told["rows"] == 4
    assert told["real"] < 0.1 * told["first"]


def test_dropout_is_off_and_batch_normalisation_is_not() -> None:
    seen: list[tuple[bool, bool]] = []
    model = nn.Sequential(nn.Linear(6, 16), nn.BatchNorm1d(16), nn.Dropout(0.5), nn.ReLU(), nn.Linear(16, 3))
    model[1].register_forward_pre_hook(lambda module, inputs: seen.append((module.training, model[2].training)))
    measured("single_batch", model, classes(), steps=3)
    assert set(seen) == {(True, False)}


@pytest.mark.parametrize("rows", [0, 1])
def test_a_batch_of_fewer_than_two_rows_is_not_fitted(rows: int) -> None:
    assert measured("single_batch", mlp(), classes(rows=rows)) == []
