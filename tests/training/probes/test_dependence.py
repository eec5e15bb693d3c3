from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from training.probes.tiny import Wrapped, classes, cross_entropy, findings, measured, mlp, places, values

from dataaudit.training.probes.context import NotAssessed
from dataaudit.training.probes.dependence import equal_rows
from dataaudit.training.probes.probe import probe


class Attention(nn.Module):
    """Tokens of one row see each other, and rows do not."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.embed, self.head = nn.Embedding(12, 8), nn.Linear(8, 12)
        self.layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.3, batch_first=True)

    def forward(self, input_ids: Tensor, labels: Tensor) -> Any:
        logits = self.head(self.layer(self.embed(input_ids)))
        return {"logits": logits, "loss": cross_entropy(logits.flatten(0, 1), labels.flatten())}


class Lora(nn.Module):
    """A frozen layer with a low-rank update, whose second matrix begins as zero."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.frozen = nn.Linear(width, width)
        self.frozen.requires_grad_(False)
        self.down, self.up = nn.Linear(width, 4, bias=False), nn.Linear(4, width, bias=False)
        nn.init.zeros_(self.up.weight)

    def forward(self, value: Tensor) -> Tensor:
        return self.frozen(value) + self.up(self.down(value))


def token_batches() -> list[dict[str, Tensor]]:
    made = torch.randint(0, 12, (6, 9), generator=torch.Generator().manual_seed(2))
    return [{"input_ids": made, "labels": made.clone()}]


LEAKS: dict[str, Callable[[Tensor], Tensor]] = {
    "softmax over rows": lambda value: value.softmax(0),
    "mean of rows": lambda value: value - value.mean(0, keepdim=True),
    "view": lambda value: value.view(value.shape[1], value.shape[0]).t().contiguous(),
    "shifted": lambda value: value.roll(1, 0),
    "sorted": lambda value: value.sort(0).values,
}


@pytest.mark.parametrize("name", LEAKS)
def test_rows_that_see_each_other_are_found(name: str) -> None:
    model = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), Wrapped(LEAKS[name]), nn.Linear(8, 3))
    rows = measured("batch_leak", model, classes())
    assert values(rows)["change"] > 1e-3
    assert findings(rows) == {"batch-leak"}


@pytest.mark.parametrize(
    "between",
    [
        nn.BatchNorm1d(8), nn.LayerNorm(8), nn.Dropout(0.5), Wrapped(lambda value: value.softmax(-1)),
        Wrapped(lambda value: value.view(-1, 2, 4).transpose(1, 2).reshape(-1, 8)),
    ],
)  # fmt: skip
def test_rows_that_do_not_see_each_other_are_fine(between: nn.Module) -> None:
    model = nn.Sequential(nn.Linear(6, 8), between, nn.Linear(8, 3))
    rows = measured("batch_leak", model, classes())
    assert values(rows)["change"] < 1e-6
    assert findings(rows) == set()


def test_attention_within_a_row_is_no_leak_and_over_the_batch_is_one() -> None:
    rows = measured("batch_leak", Attention(), token_batches(), None)
    assert values(rows)["change"] < 1e-5
    wrong = Attention()
    # The layer takes the first dimension for time, as it does without batch_first.
    wrong.layer.self_attn.batch_first = False
    fewer = [{name: tensor[:4] for name, tensor in token_batches()[0].items()}]
    assert findings(measured("batch_leak", wrong, token_batches() + fewer, None)) == {"batch-leak"}
    with pytest.raises(NotAssessed, match="reads the first dimension as time"):
        measured("batch_leak", wrong, token_batches(), None)


def test_a_batch_of_one_row_has_no_neighbours() -> None:
    assert measured("batch_leak", mlp(), classes(rows=1)) == []


@pytest.mark.parametrize(
    "block",
    [lambda value: value * 0, torch.zeros_like, lambda value: value.sign().square(), lambda value: value[:1] * 0 + 1],
)
def test_a_model_that_ignores_its_input_is_found(block: Callable[[Tensor], Tensor]) -> None:
    model = nn.Sequential(Wrapped(block), *mlp())
    inputs, targets = classes()[0]
    rows = measured(
        "input_reach", model, [(inputs, targets)], lambda output, target: cross_entropy(output.expand(16, 3), target)
    )
    assert values(rows) == {"change": 0.0}
    assert findings(rows) == {"input-ignored"}


def test_a_model_that_looks_at_its_input_is_fine() -> None:
    assert values(measured("input_reach", mlp(), classes()))["change"] > 0.05
    assert findings(measured("input_reach", mlp(), classes())) == set()
    assert values(measured("input_reach", Attention(), token_batches(), None))["change"] > 0.05


def test_inputs_that_are_all_the_same_are_told_as_constant() -> None:
    batches = [(torch.ones_like(inputs), targets) for inputs, targets in classes()]
    rows = measured("input_reach", mlp(), batches)
    assert values(rows) == {"constant": 1.0, "change": 0.0}
    assert findings(rows) == {"input-ignored"}


class Cut(nn.Module):
    """Two layers and what lies between them."""

    def __init__(self, cut: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.last, self.cut = nn.Linear(6, 6), nn.Linear(6, 3), cut

    def forward(self, value: Tensor) -> Tensor:
        return self.last(self.cut(torch.tanh(self.first(value))))


def without_graph(value: Tensor) -> Tensor:
    with torch.no_grad():
        return value * 1


CUTS: dict[str, Callable[[Tensor], Tensor]] = {
    "detach": lambda value: value.detach(),
    "data": lambda value: value.data,
    "no_grad": without_graph,
    "numpy": lambda value: torch.from_numpy(value.detach().numpy()),
    "argmax": lambda value: nn.functional.one_hot(value.argmax(-1), 6).float(),
}


@pytest.mark.parametrize("name", CUTS)
def test_parameters_behind_a_cut_are_named(name: str) -> None:
    rows = measured("gradient_reach", Cut(CUTS[name]), classes())
    assert places(rows, "missing") == places(rows, "none") == ["first.weight", "first.bias"]
    assert findings(rows) == {"missing-gradients"}


def test_gradients_that_are_zero_are_told_apart_from_those_that_are_not_there() -> None:
    rows = measured("gradient_reach", Cut(lambda value: value * 0), classes())
    assert places(rows, "missing") == ["first.weight", "first.bias", "last.weight"]
    assert places(rows, "none") == []


def test_a_layer_that_is_never_used_is_named() -> None:
    model = Cut(lambda value: value)
    model.spare = nn.Linear(2, 2)
    assert places(measured("gradient_reach", model, classes()), "missing") == ["spare.weight", "spare.bias"]


@pytest.mark.parametrize(
    "model",
    [
        mlp(),
        nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 3)),
        nn.Sequential(Lora(6), nn.ReLU(), nn.Linear(6, 3)),
        nn.Sequential(Lora(6), nn.ReLU(), Lora(6)),
        nn.Sequential(nn.Linear(6, 8), nn.Dropout(0.9), nn.ReLU(), nn.Linear(8, 3)),
    ],
)
def test_healthy_models_and_adapters_that_begin_as_zero_are_fine(model: nn.Module) -> None:
    rows = measured("gradient_reach", model, classes())
    assert rows == []


def test_a_last_layer_that_begins_as_zero_is_fine() -> None:
    model = mlp()
    nn.init.zeros_(model[2].weight)
    nn.init.zeros_(model[2].bias)
    assert measured("gradient_reach", model, classes()) == []


def test_a_frozen_layer_is_a_choice_and_a_frozen_model_tells_nothing() -> None:
    model = Cut(lambda value: value)
    model.first.requires_grad_(False)
    assert measured("gradient_reach", model, classes()) == []
    model.requires_grad_(False)
    assert measured("gradient_reach", model, classes()) == []


def test_tied_layers_are_reached_by_either_of_their_uses() -> None:
    model = Cut(lambda value: value.detach())
    model.again = nn.Linear(6, 6)
    model.again.weight = model.first.weight
    model.cut = lambda value: model.again(value.detach())
    assert places(measured("gradient_reach", model, classes()), "missing") == ["first.bias"]


def three(change: Callable[[Tensor], Any]) -> nn.Sequential:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 3))
    with torch.no_grad():
        for place in (0, 2, 4):
            change(model[place].weight)
            model[place].bias.zero_()
    return model


@pytest.mark.parametrize("change", [lambda weight: weight.fill_(0.1), lambda weight: weight.fill_(-0.02)])
def test_units_that_begin_equal_and_stay_so_are_found(change: Callable[[Tensor], Any]) -> None:
    rows = measured("gradient_reach", three(change), classes())
    assert places(rows, "equal_rows") == ["0.weight", "2.weight"]
    assert {row["value"] for row in rows if row["measure"] == "equal_rows"} == {1.0}
    assert "symmetric-initialisation" in findings(rows)


def test_a_model_of_zeros_is_found() -> None:
    rows = measured("gradient_reach", three(nn.init.zeros_), classes())
    assert places(rows, "equal_rows") == ["0.weight", "2.weight"]
    assert {"symmetric-initialisation", "missing-gradients"} & findings(rows)


@pytest.mark.parametrize("change", [nn.init.orthogonal_, nn.init.kaiming_normal_, nn.init.eye_])
def test_units_that_begin_different_are_fine(change: Callable[[Tensor], Any]) -> None:
    rows = measured("gradient_reach", three(change), classes())
    assert places(rows, "equal_rows") == []


def test_the_share_of_equal_rows_is_that_of_a_plain_count() -> None:
    weight = torch.tensor([[1.0, 2.0], [1.0, 2.0], [3.0, 4.0], [1.0, 2.0], [3.0, 5.0]])
    assert equal_rows(weight) == pytest.approx(3 / 5)
    assert equal_rows(torch.zeros(3, 2)) == 1.0
    assert equal_rows(weight * 1e-20) == pytest.approx(3 / 5)


def test_rows_that_a_model_relates_by_its_own_graph_are_no_leak() -> None:
    class Graph(nn.Module):
        def __init__(self, *, masked: bool) -> None:
            super().__init__()
            torch.manual_seed(0)
            links = (torch.rand(12, 12) < 0.3).float()
            self.register_buffer("links", links.tril() if masked else links + links.T)
            self.layer = nn.Linear(4, 2)

        def forward(self, given: torch.Tensor) -> torch.Tensor:
            return self.layer(self.links @ given)

    data = [(torch.randn(12, 4), torch.arange(12) % 2)]
    told = probe(Graph(masked=False), data, criterion=nn.functional.cross_entropy, steps=1)
    assert told.not_run["batch_leak"] == "the model relates the rows, by its tensor links"
    assert "batch_leak" not in probe(Graph(masked=True), data, criterion=nn.functional.cross_entropy, steps=1).not_run
