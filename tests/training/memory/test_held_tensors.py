from __future__ import annotations

import gc
from collections import Counter
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from dataaudit.training.memory.held_tensors import Held, held_memory, release_memory
from dataaudit.training.recipes.sharding import held_bytes

LARGE = 1_000_000
"""Bytes of what is planted: more than other tests leave behind by chance."""


@pytest.fixture(autouse=True)
def nothing_of_others() -> None:
    """What other tests left behind is not looked at, now or later: it would make this slow."""
    gc.collect()
    gc.freeze()


def by_owner(*given: Any) -> Counter[str]:
    return Counter({one.owner: one.bytes for one in held_memory(*given)})


def trained(steps: int = 1) -> tuple[nn.Module, torch.optim.Optimizer]:
    model = nn.Sequential(nn.Linear(300, 200), nn.BatchNorm1d(200), nn.Linear(200, 10))
    optimizer = torch.optim.AdamW(model.parameters())
    for _ in range(steps):
        model(torch.ones(4, 300)).sum().backward()
        optimizer.step()
    return model, optimizer


def test_weights_gradients_and_optimizer_states_are_told_apart_to_the_byte() -> None:
    model, optimizer = trained()
    told, true = by_owner(model, optimizer), held_bytes(model, optimizer)
    assert {name: told[name] for name in true} == true
    optimizer.zero_grad()
    assert by_owner(model, optimizer)["gradients"] == 0


def test_tied_weights_and_parts_of_a_tensor_count_once() -> None:
    first, second = nn.Linear(400, 400, bias=False), nn.Linear(400, 400, bias=False)
    second.weight = first.weight
    model = nn.Sequential(first, second)
    parts = [first.weight.detach()[low : low + 100] for low in range(0, 400, 100)]
    assert [one for one in held_memory(model) if one.owner == "weights"] == [
        Held(owner="weights", tensors=1, bytes=400 * 400 * 4)
    ]
    assert len(parts) == 4


def test_a_kept_loss_shows_as_a_graph_and_goes_when_it_is_let_go_of() -> None:
    weight = nn.Parameter(torch.ones(LARGE // 4))
    before = by_owner()["graph"]
    kept = weight * 2
    assert by_owner()["graph"] - before == LARGE
    assert by_owner(nn.ParameterList([weight]))["graph"] - before == LARGE
    release_memory()
    assert by_owner()["graph"] - before == LARGE
    kept = kept.detach()
    assert by_owner()["graph"] - before < LARGE
    assert kept.numel() == LARGE // 4


def test_losses_gathered_in_a_list_are_counted_each() -> None:
    weight = nn.Parameter(torch.ones(3))
    before = {one.owner: one.tensors for one in held_memory()}.get("graph", 0)
    losses = [(weight * place).sum() for place in range(7)]
    assert {one.owner: one.tensors for one in held_memory()}["graph"] - before == len(losses)


@pytest.mark.parametrize(
    ("hold", "owner"),
    [(lambda one: [one], "a list"), (lambda one: {"x": one}, "a dict"), (lambda one: (one,), "a tuple")],
)
def test_other_tensors_are_told_by_what_holds_them(hold: Any, owner: str) -> None:
    before = by_owner()[owner]
    held = hold(torch.ones(LARGE))
    assert by_owner()[owner] - before >= 4 * LARGE
    assert len(held) == 1


def test_the_largest_owner_comes_first_and_all_are_told() -> None:
    model, optimizer = trained()
    sizes = [one.bytes for one in held_memory(model, optimizer)]
    assert sizes == sorted(sizes, reverse=True)
    assert all(one.tensors > 0 for one in held_memory(model, optimizer))


def test_nothing_is_told_of_a_model_that_is_not_given() -> None:
    model, optimizer = trained()
    assert {"weights", "gradients", "optimizer"} & set(by_owner()) == set()
    assert by_owner(None, optimizer)["optimizer"] == held_bytes(model, optimizer)["optimizer"]
    assert by_owner(model)["optimizer"] == 0


def test_meta_and_sparse_tensors_are_passed_over() -> None:
    ghost = nn.Linear(100_000, 100_000, device="meta")
    sparse = torch.eye(3).to_sparse()
    assert sum(by_owner().values()) < 10**9
    assert (ghost.in_features, sparse.is_sparse) == (100_000, True)


@pytest.mark.parametrize(
    "device", [None, "cuda:3", *(pytest.param(one, marks=pytest.mark.full) for one in ("cpu", "cuda", "meta"))]
)
def test_letting_go_never_fails_whatever_the_device(device: str | None) -> None:
    assert release_memory(None if device is None else torch.device(device)) >= 0


def test_letting_go_collects_circles_of_references() -> None:
    class Circle:
        def __init__(self, value: Tensor) -> None:
            self.value, self.own = value, self

    before = sum(by_owner().values())
    Circle(torch.ones(LARGE))
    assert sum(by_owner().values()) - before >= 4 * LARGE
    release_memory()
    assert sum(by_owner().values()) - before < 4 * LARGE
