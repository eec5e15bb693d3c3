from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import torch
from every import every
from torch import Tensor, nn
from training.probes.tiny import Wrapped, classes, cross_entropy, findings, measured, mlp, places, values

from dataaudit.training.probes.modules import first_tensor


@dataclass
class Output:
    """What some modules give."""

    count: int
    logits: Tensor


def stack(*between: nn.Module, inner: int = 8) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(6, inner), *between, nn.Linear(inner, 8), nn.Tanh(), nn.Linear(8, 3))


@pytest.mark.parametrize(
    "between",
    [[], [nn.Identity()], [nn.Dropout(0.3)], [nn.Dropout(0.1), nn.Identity()], [nn.Dropout(0.0), nn.Dropout(0.5)]],
)
def test_linear_layers_in_a_row_are_found_with_nothing_that_counts_between_them(between: list[nn.Module]) -> None:
    rows = measured("linear_stack", stack(*between), classes())
    assert places(rows, "pair") == [f"0 > {len(between) + 1}"]
    assert findings(rows, "info") == {"linear-stack"}


@every(
    "between",
    [
        nn.ReLU(), nn.GELU(), nn.Tanh(), nn.Sigmoid(), nn.LayerNorm(8), nn.BatchNorm1d(8), nn.PReLU(),
        Wrapped(torch.relu), Wrapped(lambda value: value * value),
    ],
)  # fmt: skip
def test_whatever_changes_the_values_is_an_activation(between: nn.Module) -> None:
    assert measured("linear_stack", stack(between), classes()) == []


def test_a_bottleneck_is_a_factorisation() -> None:
    assert measured("linear_stack", stack(inner=4), classes()) == []
    assert places(measured("linear_stack", stack(inner=12), classes()), "pair") == ["0 > 1"]


def test_convolutions_in_a_row_are_found() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Conv2d(4, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 4, 3))
    batches = [(torch.randn(5, 1, 6, 6), torch.arange(5) % 3)]
    assert places(measured("linear_stack", model, batches), "pair") == ["0 > 1"]


def test_layers_that_get_the_same_input_side_by_side_are_no_stack() -> None:
    class Branches(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.left, self.right, self.last = nn.Linear(6, 8), nn.Linear(6, 8), nn.Linear(8, 3)

        def forward(self, value: Tensor) -> Tensor:
            return self.last(torch.sigmoid(self.left(value)) * self.right(value))

    assert measured("linear_stack", Branches(), classes()) == []


def test_dropout_that_drops_more_than_half_is_named() -> None:
    model = nn.Sequential(
        nn.Dropout(0.1), nn.Linear(6, 8), nn.Dropout(0.9), nn.ReLU(), nn.Dropout1d(0.6), nn.Linear(8, 3)
    )
    rows = measured("dropout", model, classes())
    assert [(row["where"], row["value"]) for row in rows] == [("2", 0.9), ("4", 0.6)]
    assert findings(rows) == {"heavy-dropout"}
    assert measured("dropout", stack(nn.Dropout(0.5)), classes()) == []


class Giving(nn.Module):
    """A leaf module that gives what it is told to."""

    def __init__(self, shape: Callable[[Tensor], Any], change: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.shape, self.change = shape, change

    def forward(self, value: Tensor) -> Any:
        return self.shape(self.change(value))


class Around(nn.Module):
    """A model that takes its values out of what a module gives."""

    def __init__(self, module: nn.Module, take: Callable[[Any], Tensor]) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.odd, self.take, self.last = nn.Linear(6, 8), module, take, nn.Linear(8, 3)

    def forward(self, value: Tensor) -> Tensor:
        hidden = self.first(value)
        given = self.odd(hidden)
        return self.last(hidden if given is None else self.take(given))


SHAPES: dict[str, tuple[Callable[[Tensor], Any], Callable[[Any], Tensor]]] = {
    "tensor": (lambda value: value, lambda given: given),
    "tuple": (lambda value: (None, value, 3), lambda given: given[1]),
    "nested": (lambda value: ([{"deep": (value,)}],), lambda given: given[0][0]["deep"][0]),
    "dict": (lambda value: {"ids": torch.arange(3), "values": value}, lambda given: given["values"]),
    "dataclass": (lambda value: Output(1, value), lambda given: given.logits),
}


@pytest.mark.parametrize("name", SHAPES)
def test_outputs_are_seen_in_whatever_a_module_gives(name: str) -> None:
    shape, take = SHAPES[name]
    broken = Around(Giving(shape, lambda value: value / 0.0 * 0.0), take)
    rows = measured("activations", broken, classes())
    assert places(rows, "non-finite values") == ["odd:train", "last:train", "odd:eval", "last:eval"]
    assert findings(rows) == {"odd-activations"}
    empty = Around(Giving(shape, lambda value: value * 0.0), take)
    assert places(measured("activations", empty, classes()), "only zeros") == ["odd:train", "odd:eval"]
    healthy = Around(Giving(shape, lambda value: value), take)
    assert measured("activations", healthy, classes()) == []


def test_modules_that_give_nothing_or_whole_numbers_are_left_out() -> None:
    for shape in (lambda value: None, lambda value: (None, None)):
        model = Around(Giving(shape, lambda value: value), lambda given: torch.ones(16, 8))
        assert measured("activations", model, classes()) == []
    model = Around(
        Giving(lambda value: value.argmax(-1), lambda value: value), lambda given: given[:, None] * torch.ones(8)
    )
    assert measured("activations", model, classes()) == []


def test_recurrent_layers_give_tuples_and_are_looked_at() -> None:
    class Recurrent(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            torch.manual_seed(0)
            self.cell, self.head = nn.LSTM(6, 8, batch_first=True), nn.Linear(8, 3)

        def forward(self, value: Tensor) -> Tensor:
            return self.head(self.cell(value)[0][:, -1])

    batches = [(torch.randn(5, 7, 6), torch.arange(5) % 3)]
    model = Recurrent()
    assert measured("activations", model, batches) == []
    assert places(measured("variance", model, batches), "spread") == ["cell"]
    with torch.no_grad():
        model.cell.bias_ih_l0.fill_(float("nan"))
    assert places(measured("activations", model, batches), "non-finite values")[0] == "cell:train"


def test_half_precision_outputs_near_the_end_of_their_range_are_told() -> None:
    model = nn.Sequential(
        nn.Linear(6, 8), Wrapped(lambda value: value.half() * 0 + 3e4), Wrapped(Tensor.float), nn.Linear(8, 3)
    )
    rows = measured("activations", model, classes())
    assert places(rows, "huge values") == ["1:train", "1:eval"]
    assert {round(row["value"], 2) for row in rows} == {0.46}
    model = nn.Sequential(nn.Linear(6, 8), Wrapped(lambda value: value * 0 + 3e4), nn.Linear(8, 3))
    assert measured("activations", model, classes()) == []


def test_a_module_that_is_broken_in_one_mode_is_named_with_it() -> None:
    model = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.Linear(8, 3))
    model[1].running_var.fill_(-1.0)
    assert places(measured("activations", model, classes()), "non-finite values") == ["1:eval", "2:eval"]


def test_the_first_tensor_is_the_first_of_floating_point() -> None:
    whole, wanted = torch.arange(3), torch.ones(2)
    for output in (
        wanted,
        (None, whole, wanted),
        {"ids": whole, "x": [wanted]},
        Output(1, wanted),
        [Output(2, wanted)],
    ):
        assert first_tensor(output) is wanted
    for output in (None, 3, "text", whole, [], {}, (None, whole), torch.ones(2, device="meta")):
        assert first_tensor(output) is None


def test_spreads_of_hidden_layers_are_those_of_their_outputs() -> None:
    model = mlp()
    batches = classes()
    rows = measured("variance", model, batches)
    assert places(rows, "spread") == ["0"]
    assert rows[0]["value"] == pytest.approx(float(model[0](batches[0][0]).detach().std()), rel=1e-5)
    assert measured("variance", model, batches, pretrained=True) == []


def test_activations_that_shrink_or_grow_from_layer_to_layer_are_found() -> None:
    def deep(gain: float) -> nn.Sequential:
        torch.manual_seed(0)
        layers: list[nn.Module] = []
        for _ in range(8):
            layer = nn.Linear(32, 32)
            nn.init.normal_(layer.weight, std=gain * 32**-0.5)
            nn.init.zeros_(layer.bias)
            layers += [layer, nn.ReLU()]
        return nn.Sequential(nn.Linear(6, 32), *layers, nn.Linear(32, 3))

    for gain, names in ((0.1, {"initial-variance"}), (10.0, {"initial-variance"}), (2**0.5, set())):
        assert findings(measured("variance", deep(gain), classes(64))) == names


def test_weights_are_compared_with_what_their_shape_calls_for() -> None:
    model = mlp()
    usual = values([row for row in measured("weights", model, classes()) if row["where"] == "0.weight"])["spread_ratio"]
    plain = float(model[0].weight.detach().pow(2).mean().sqrt()) / (2 / (6 + 16)) ** 0.5
    assert usual == pytest.approx(plain, rel=1e-5)
    assert findings(measured("weights", model, classes())) == set()
    with torch.no_grad():
        model[0].weight.mul_(1e4)
    assert findings(measured("weights", model, classes())) == {"odd-weights"}
    assert measured("weights", model, classes(), pretrained=True) == []


def test_weights_that_are_not_finite_are_counted_in_trained_models_too() -> None:
    model = mlp()
    with torch.no_grad():
        model[2].bias[1] = float("nan")
        model[0].weight[2, :3] = float("inf")
    for pretrained in (True, False):
        rows = measured("weights", model, classes(), pretrained=pretrained)
        assert {row["where"]: row["value"] for row in rows if row["measure"] == "nonfinite"} == {
            "0.weight": 3,
            "2.bias": 1,
        }
        assert findings(rows) == {"odd-weights"}


def test_a_layer_of_zeros_is_a_choice() -> None:
    model = mlp()
    nn.init.zeros_(model[2].weight)
    assert "2.weight" not in [row["where"] for row in measured("weights", model, classes())]


def test_hooks_are_gone_when_the_loss_fails() -> None:
    from training.snapshots import hooks

    def failing(output: Tensor, target: Tensor) -> Tensor:
        message = "no loss"
        raise RuntimeError(message)

    for name in (
        "activations",
        "variance",
        "linear_stack",
        "nan_origin",
        "batch_leak",
        "gradient_reach",
        "initial_loss",
    ):
        model = mlp()
        with pytest.raises(RuntimeError, match="no loss"):
            measured(name, model, classes(), failing)
        assert hooks(model) == 0
    assert cross_entropy(mlp()(classes()[0][0]), classes()[0][1]).isfinite()
