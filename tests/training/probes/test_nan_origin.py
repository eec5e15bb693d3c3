from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from training.probes.tiny import Wrapped, classes, cross_entropy, findings, measured, mlp
from training.snapshots import hooks

NAN, INF = float("nan"), float("inf")


def named(*modules: tuple[str, nn.Module]) -> nn.Sequential:
    from collections import OrderedDict

    torch.manual_seed(0)
    return nn.Sequential(OrderedDict(modules))


def origin(model: nn.Module, batches: Any, criterion: Any = cross_entropy) -> list[tuple[str, float, str]]:
    rows = measured("nan_origin", model, batches, criterion)
    assert hooks(model) == 0
    assert findings(rows) == ({"nan-origin"} if rows else set())
    return [(row["measure"], row["value"], row["where"]) for row in rows]


OPERATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "log": lambda value: (value - value.abs()).log(),
    "root": lambda value: (-value.abs() - 1).sqrt(),
    "division": lambda value: value / (value - value),
    "exponential": lambda value: (value * 1e4).exp(),
    "half": lambda value: (value.abs() + 1).mul(7e4).half().float(),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_first_module_with_a_value_that_is_not_finite_is_named(name: str) -> None:
    model = named(("first", nn.Linear(6, 8)), ("odd", Wrapped(OPERATIONS[name])), ("last", nn.Linear(8, 3)))
    assert origin(model, classes()) == [("module", 1.0, "odd")]


def test_of_nested_modules_the_innermost_is_named() -> None:
    block = named(("norm", nn.LayerNorm(8)), ("log", Wrapped(torch.log)))
    model = named(("first", nn.Linear(6, 8)), ("block", block), ("last", nn.Linear(8, 3)))
    assert origin(model, classes()) == [("module", 1.0, "block.log")]


def test_an_operation_of_the_model_itself_is_its_own() -> None:
    class Own(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first = nn.Linear(6, 3)

        def forward(self, value: Tensor) -> Tensor:
            return self.first(value).abs().neg().log()

    assert origin(Own(), classes()) == [("module", 1.0, "(model)")]


@pytest.mark.parametrize(
    "shape", [lambda value: (value, None), lambda value: {"x": value}, lambda value: [None, {"deep": value}]]
)
def test_outputs_that_are_no_tensors_are_looked_into(shape: Callable[[Tensor], Any]) -> None:
    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.odd = nn.Linear(6, 3), Wrapped(lambda value: shape(value / 0.0 * 0.0))

        def forward(self, value: Tensor) -> Tensor:
            return self.first(value) + 0 * len(self.odd(self.first(value)))

    assert origin(Model(), classes()) == [("module", 1.0, "odd")]


def test_a_weight_that_is_not_finite_makes_its_module_the_first() -> None:
    model = mlp()
    with torch.no_grad():
        model[0].weight[3, 1] = NAN
    assert origin(model, classes()) == [("module", 1.0, "0")]


def test_a_loss_alone_is_named_as_the_loss() -> None:
    assert origin(mlp(), classes(), lambda output, target: output.mean() * 0 / 0) == [("loss", 1.0, "")]


def test_rows_of_the_input_come_first_with_batch_and_place() -> None:
    batches = classes()
    batches[1][0][[3, 7], 2] = torch.tensor([NAN, INF])
    assert origin(mlp(), batches) == [("input", 2.0, "batch 1, rows 3, 7")]
    batches[0][0][:] = NAN
    assert origin(mlp(), batches) == [("input", 16.0, "batch 0, rows " + ", ".join(map(str, range(10))))]


def test_later_batches_are_replayed_too() -> None:
    batches = classes(count=3)
    batches[2][0][4] = -1e30
    model = named(("first", nn.Linear(6, 8)), ("odd", Wrapped(lambda value: value * value)), ("last", nn.Linear(8, 3)))
    assert origin(model, batches) == [("module", 1.0, "odd")]
    assert origin(model, batches[:2]) == []


class Rooted(nn.Module):
    """Finite forward, but the derivative of a root at zero."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.early, self.late, self.last = nn.Linear(6, 6), nn.Linear(6, 6), nn.Linear(6, 3)

    def forward(self, value: Tensor) -> Tensor:
        return self.last((self.late(torch.tanh(self.early(value))) * 0).sqrt())


def test_a_gradient_that_is_not_finite_is_named_by_the_first_parameter_from_the_loss_back() -> None:
    (found,) = origin(Rooted(), classes())
    assert found[0] == "gradient"
    assert found[2] in ("late.weight", "late.bias")


def test_frozen_parameters_have_no_gradient_to_be_named() -> None:
    model = Rooted()
    model.late.requires_grad_(False)
    (found,) = origin(model, classes())
    assert found[2] in ("early.weight", "early.bias")
    model.early.requires_grad_(False)
    assert origin(model, classes()) == []


@pytest.mark.parametrize(
    "model",
    [
        mlp(),
        mlp().requires_grad_(False),
        nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.Dropout(0.5), nn.Linear(8, 3)),
        nn.Sequential(nn.Linear(6, 3), Wrapped(lambda value: torch.where(value > 9, -INF, value).clamp_min(-9))),
    ],
)
def test_a_healthy_model_has_none(model: nn.Module) -> None:
    assert origin(model, classes()) == []


def test_integer_inputs_have_no_rows_to_name() -> None:
    model = nn.Sequential(nn.Embedding(9, 4), nn.Flatten(), nn.Linear(8, 3))
    assert origin(model, [(torch.randint(0, 9, (5, 2)), torch.arange(5) % 3)]) == []
