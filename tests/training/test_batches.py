from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

from dataaudit.training.batches import altered_inputs, changed, fields_of, inputs_of, rows_of, target_of, with_target
from dataaudit.training.objective import Objective


@dataclass
class Rows:
    x: Tensor
    target: Tensor
    name: str = "rows"


class Graph:
    def __init__(self, x: Tensor, y: Tensor) -> None:
        self.x, self.y, self.nodes = x, y, len(x)


Pair = namedtuple("Pair", "y x")

X, Y = torch.arange(8.0).reshape(4, 2), torch.tensor([0, 1, 0, 1])
BATCHES: dict[str, Any] = {
    "pair": (X, Y), "list": [X, Y], "mapping": {"x": X, "labels": Y}, "named tuple": Pair(Y, X),
    "dataclass": Rows(X, Y), "object": Graph(X, Y),
}  # fmt: skip


@pytest.mark.parametrize("name", BATCHES)
def test_inputs_target_and_rows_of_a_batch_are_found_and_changed_whatever_its_shape(name: str) -> None:
    batch = BATCHES[name]
    assert target_of(batch) is Y
    assert [one.tolist() for one in inputs_of(batch)] == [X.tolist()]
    assert rows_of(batch) == 4
    half = changed(batch, lambda tensor: tensor[:2])
    assert type(half) is (dict if name == "mapping" else type(batch))
    assert (rows_of(half), len(target_of(half))) == (2, 2)  # type: ignore[arg-type]
    other = with_target(batch, 1 - Y)
    assert target_of(other).tolist() == (1 - Y).tolist()  # type: ignore[union-attr]
    assert target_of(batch) is Y


def test_a_packed_sequence_keeps_its_lengths() -> None:
    packed = pack_padded_sequence(torch.ones(3, 4, 2), torch.tensor([4, 3, 1]), batch_first=True)
    made = changed(packed, lambda tensor: tensor * 2)
    assert made.batch_sizes.tolist() == packed.batch_sizes.tolist()
    assert made.data.unique().tolist() == [2.0]
    assert fields_of(packed) == {}


def test_inputs_that_a_model_hides_are_known_not_to_have_been_changed() -> None:
    class Counts(nn.Module):
        def forward(self, given: Any) -> Tensor:
            return torch.tensor(float(len(given)))

    with altered_inputs(Counts(), lambda tensor: tensor + 1) as altered:
        pass
    assert not altered.nothing
    model = Counts()
    with altered_inputs(model, lambda tensor: tensor + 1) as altered:
        model("text")
    assert altered.nothing


class Two(nn.Module):
    def forward(self, one: Tensor, other: Tensor) -> Tensor:
        return one + other


class Named(nn.Module):
    def forward(self, x: Tensor, scale: float = 1.0) -> tuple[Tensor, None]:
        return x * scale, None


SQUARES = nn.functional.mse_loss


@pytest.mark.parametrize(
    ("model", "batch", "least"),
    [
        (Two(), (X, X, 2 * X), 0.0),
        (Two(), ((X, X), 2 * X), 0.0),
        (Two(), ({"one": X, "other": X}, 2 * X), 0.0),
        (Named(), {"x": X, "labels": X}, 0.0),
        (Named(), Pair(X, X), 0.0),
        (Named(), (X, X, torch.arange(4)), 0.0),
        (Named(), [X, X + 1], 1.0),
    ],
)
def test_a_model_is_called_as_its_forward_method_takes_its_inputs(model: nn.Module, batch: Any, least: float) -> None:
    captured = Objective(criterion=SQUARES).capture(model, batch)
    assert float(captured.loss) == least
    assert captured.target is not None
    assert captured.target.shape == X.shape
