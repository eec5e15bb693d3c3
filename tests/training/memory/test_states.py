from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from dataaudit.training.memory.states import BYTES, StateBytes, deepspeed_bytes, largest_layer, state_bytes
from dataaudit.training.recipes.precision import lower_weights


class Tied(nn.Module):
    """A head that shares its weights with the embedding, and buffers of two types."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding, self.norm, self.head = nn.Embedding(50, 12), nn.BatchNorm1d(12), nn.Linear(12, 50)
        self.head.weight = self.embedding.weight

    def forward(self, tokens: Tensor) -> Tensor:
        return self.head(self.norm(self.embedding(tokens)))


def frozen() -> Tied:
    model = Tied()
    model.embedding.weight.requires_grad_(False)
    return model


def sized(tensors: Any) -> int:
    """Bytes of storages, each once."""
    return sum({one.untyped_storage()._cdata: one.untyped_storage().nbytes() for one in tensors}.values())


def after_a_step(model: nn.Module, make: Any) -> StateBytes:
    """What is really held."""
    optimizer = make([one for one in model.parameters() if one.requires_grad])
    model(torch.arange(20)).float().square().sum().backward()
    gradients = [one.grad for one in model.parameters() if one.grad is not None]
    optimizer.step()
    states = [one for state in optimizer.state.values() for one in state.values() if isinstance(one, Tensor)]
    held = sized([*model.parameters(), *model.buffers()])
    return StateBytes(weights=held, gradients=sized(gradients), optimizer=sized(states))


MODELS = {
    "plain": lambda: nn.Sequential(nn.Embedding(50, 12), nn.Linear(12, 7)),
    "tied": Tied,
    "frozen": frozen,
    "without bias": lambda: nn.Sequential(nn.Embedding(50, 12), nn.Linear(12, 7, bias=False)),
}
OPTIMIZERS = {
    "adamw": torch.optim.AdamW,
    "adam": torch.optim.Adam,
    "sgd": lambda given: torch.optim.SGD(given, lr=0.1),
    "momentum": lambda given: torch.optim.SGD(given, lr=0.1, momentum=0.9),
}


@pytest.mark.parametrize("weights", ["fp32", "bf16", "fp16"])
@pytest.mark.parametrize("name", MODELS)
def test_bytes_are_those_of_the_tensors_after_a_step_of_adamw(name: str, weights: str) -> None:
    model = MODELS[name]()
    told = state_bytes(model, weights=weights)
    lower_weights(model, weights)
    assert told == after_a_step(model, torch.optim.AdamW)
    assert state_bytes(model, weights=weights) == told


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_keeps_what_is_told(optimizer: str) -> None:
    model = Tied()
    assert state_bytes(model, optimizer=optimizer) == after_a_step(model, OPTIMIZERS[optimizer])


def test_a_model_on_meta_is_told_as_one_that_is_there() -> None:
    with torch.device("meta"):
        ghost = Tied()
        huge = nn.Linear(100_000, 100_000, bias=False)
    ghost.head.weight = ghost.embedding.weight
    assert state_bytes(ghost) == state_bytes(Tied())
    told = state_bytes(huge)
    assert (told.weights, told.gradients, told.optimizer) == (4 * 10**10, 4 * 10**10, 8 * 10**10 + 4)
    assert told.total == 16 * 10**10 + 4


def test_a_frozen_model_has_weights_alone() -> None:
    told = state_bytes(nn.Linear(9, 10).requires_grad_(False))
    assert told == StateBytes(weights=400, gradients=0, optimizer=0)


@pytest.mark.parametrize(
    ("stage", "weights", "gradients", "optimizer"),
    [(0, 4000, 4000, 8008), (1, 4000, 4000, 2002), (2, 4000, 1000, 2002), (3, 1000, 1000, 2002)],
)
def test_each_stage_shares_out_one_thing_more(stage: Any, weights: int, gradients: int, optimizer: int) -> None:
    # 99 * 10 weights and 10 biases: 1,000 numbers of four bytes, in two tensors.
    told = state_bytes(nn.Linear(99, 10), stage=stage, processes=4)
    assert told == StateBytes(weights=weights, gradients=gradients, optimizer=optimizer)


def test_bf16_and_three_processes_by_hand() -> None:
    # 2,000 bytes of weights and of gradients, 4,000 of moments and 8 of counts: a third each, rounded up.
    told = state_bytes(nn.Linear(99, 10), weights="bf16", stage=3, processes=3)
    assert told == StateBytes(weights=667, gradients=667, optimizer=1336)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 9), st.sampled_from(list(BYTES)))
@settings(max_examples=15)
def test_parts_of_all_processes_hold_the_whole_and_hardly_more(
    width: int, height: int, processes: int, weights: str
) -> None:
    model = nn.Linear(width, height)
    whole = state_bytes(model, weights=weights)
    before = whole.total
    for stage in (0, 1, 2, 3):
        part = state_bytes(model, weights=weights, stage=stage, processes=processes)
        assert whole.optimizer <= processes * part.optimizer or stage == 0
        assert whole.total <= processes * part.total < processes * whole.total + 3 * processes**2 + 1
        assert part.total <= before
        before = part.total
    assert processes * before < whole.total + 3 * processes
    assert state_bytes(model, weights=weights, stage=3, processes=1) == whole


def published(stage: int, total: int, largest: int, processes: int) -> int:
    """As deepspeed.runtime.zero estimates it without offloading, whole bytes."""
    if stage == 2:
        return 2 * total + int(18 * total / processes)
    return 4 * largest + int(18 * total / processes)


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 64), st.sampled_from([2, 3]))
@settings(max_examples=15)
def test_deepspeeds_formulas_are_the_published_ones(width: int, height: int, processes: int, stage: Any) -> None:
    model = nn.Sequential(nn.Linear(width, height), nn.Sequential(nn.Linear(height, 5), nn.Tanh()))
    sizes = [width * height + height, 5 * height + 5]
    true = published(stage, sum(sizes), max(sizes), processes)
    assert true <= deepspeed_bytes(model, stage, processes) <= true + 1
    assert largest_layer(model) == max(sizes)


def test_deepspeeds_formulas_by_hand() -> None:
    # The example of the ZeRO paper: 7.5 billion weights; 16 bytes each with 64 processes.
    with torch.device("meta"):
        model = nn.Sequential(*(nn.Linear(50_000, 50_000, bias=False) for _ in range(3)))
    assert deepspeed_bytes(model, 2, 64) == 15_000_000_000 + 2_109_375_000
    assert deepspeed_bytes(model, 3, 64) == 10_000_000_000 + 2_109_375_000
    # Without processes to share with, every stage keeps all twenty bytes of a weight.
    assert [deepspeed_bytes(model, stage, 1) // 7_500_000_000 for stage in (0, 1, 2)] == [20, 20, 20]


def test_tied_weights_count_once_for_deepspeed_too() -> None:
    model = Tied()
    assert deepspeed_bytes(model, 2, 1) == 20 * (600 + 50 + 24)
    assert largest_layer(model) == 650
    assert largest_layer(nn.ReLU()) == 0
