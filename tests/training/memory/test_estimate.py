from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from training.recipes.small import llama, plain, texts, whole_loss

from dataaudit.config.training import RecipesOptions
from dataaudit.engine.memory import machine_bytes
from dataaudit.training.memory.activations import activation_bytes
from dataaudit.training.memory.estimate import MemoryEstimate, estimate_memory, free_bytes
from dataaudit.training.memory.states import StateBytes, state_bytes
from dataaudit.training.recipes.checkpointing import checkpoint_blocks


def rows_of(count: int) -> dict[str, Tensor]:
    return texts([12] * count)


def estimated(model: nn.Module, rows: int, **more: Any) -> MemoryEstimate:
    return estimate_memory(model, rows_of, whole_loss, rows=rows, **more)


@pytest.mark.parametrize("make", [plain, llama])
@pytest.mark.parametrize("rows", [1, 8, 40])
def test_two_small_passes_tell_what_a_large_one_keeps(make: Any, rows: int) -> None:
    model = make().train()
    batch = rows_of(rows)
    saved, largest = activation_bytes(model, lambda: whole_loss(model, batch))
    assert estimated(model, rows).activations == pytest.approx(saved + largest, rel=0.02)


def test_states_are_those_of_the_model() -> None:
    model = plain()
    told = estimated(model, 8)
    assert told.states == state_bytes(model)
    assert estimated(model, 8, optimizer="sgd").states == state_bytes(model, optimizer="sgd")
    assert estimated(model, 8, recipes=RecipesOptions(weights="bf16")).states == state_bytes(model, weights="bf16")
    assert told.peak >= told.states.weights + told.states.optimizer + told.activations


class Normed(nn.Module):
    """Has statistics, draws random numbers, and changes its mode."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.layers = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.Dropout(0.5), nn.Linear(8, 1))

    def forward(self, value: Tensor) -> Tensor:
        random.random()
        np.random.random()  # noqa: NPY002
        return self.layers(value)


def test_the_model_is_afterwards_as_it_was() -> None:
    model = Normed()
    model.layers[2].eval()
    model(torch.ones(4, 6)).sum().backward()
    weights = {name: one.clone() for name, one in model.state_dict().items()}
    gradients = [one.grad.clone() for one in model.parameters()]
    modes = [one.training for one in model.modules()]
    generators = torch.get_rng_state(), random.getstate(), np.random.get_state()[1].tolist()  # noqa: NPY002
    estimate_memory(model, lambda rows: torch.randn(rows, 6), lambda one, batch: one(batch).sum(), rows=64)
    assert all(torch.equal(weights[name], one) for name, one in model.state_dict().items())
    assert all(torch.equal(one.grad, old) for one, old in zip(model.parameters(), gradients, strict=True))
    assert [one.training for one in model.modules()] == modes
    assert torch.equal(torch.get_rng_state(), generators[0])
    assert random.getstate() == generators[1]
    assert np.random.get_state()[1].tolist() == generators[2]  # noqa: NPY002


def test_the_model_is_as_it_was_after_an_error_too() -> None:
    model = Normed()
    before = model.layers[1].running_mean.clone()

    def fails(one: nn.Module, batch: Tensor) -> Tensor:
        one(batch)
        message = "no loss"
        raise RuntimeError(message)

    with pytest.raises(RuntimeError, match="no loss"):
        estimate_memory(model, lambda rows: torch.ones(rows, 6), fails, rows=8)
    assert torch.equal(model.layers[1].running_mean, before)


def test_micro_batches_of_accumulation_hold_a_part_of_the_rows() -> None:
    model = plain()
    whole, parts = estimated(model, 30), estimated(model, 30, recipes=RecipesOptions(accumulation=4))
    assert (whole.rows, parts.rows) == (30, 8)
    assert parts.activations == estimated(model, 8).activations
    assert parts.peak < whole.peak


def test_checkpointing_and_bf16_need_less_for_a_row() -> None:
    plainly = estimated(llama().train(), 8)
    again = llama().train()
    checkpoint_blocks(again)
    assert estimated(again, 8, recipes=RecipesOptions(checkpointing=True)).per_row < 0.8 * plainly.per_row
    assert estimated(llama().train(), 8, recipes=RecipesOptions(precision="bf16")).per_row < plainly.per_row


ESTIMATES = st.builds(
    lambda weights, optimizer, gradients, fixed, per_row, rows: MemoryEstimate(
        states=StateBytes(weights=weights, gradients=gradients, optimizer=optimizer),
        fixed=float(fixed), per_row=float(per_row), rows=rows,
    ),
    *(st.integers(0, 10_000) for _ in range(3)), st.integers(-500, 5000), st.integers(1, 900), st.integers(1, 100),
)  # fmt: skip


@given(ESTIMATES, st.lists(st.integers(0, 100_000), min_size=2, max_size=6))
@settings(max_examples=30)
def test_more_memory_never_holds_fewer_rows(estimate: MemoryEstimate, limits: list[int]) -> None:
    told = [estimate.largest_batch(limit) for limit in sorted(limits)]
    assert told == sorted(told)
    assert min(told) >= 0


@given(ESTIMATES, st.integers(0, 100_000))
@settings(max_examples=30)
def test_the_largest_batch_fits_by_its_own_peak_and_one_row_more_does_not(estimate: MemoryEstimate, limit: int) -> None:
    most = estimate.largest_batch(limit)
    if most:
        assert replace(estimate, rows=most).peak <= limit
    assert replace(estimate, rows=most + 1).peak > limit


@given(ESTIMATES)
@settings(max_examples=30)
def test_a_step_fits_into_its_own_peak(estimate: MemoryEstimate) -> None:
    assert estimate.largest_batch(estimate.peak) >= estimate.rows


def test_nothing_fits_where_there_is_no_memory() -> None:
    told = estimated(plain(), 8)
    assert told.largest_batch(0) == 0
    assert told.largest_batch(told.states.total) == 0
    assert told.largest_batch(10**9) > 1000


def test_a_machine_has_free_memory_and_no_more_than_it_has() -> None:
    assert 0 < free_bytes(torch.device("cpu")) <= machine_bytes()
