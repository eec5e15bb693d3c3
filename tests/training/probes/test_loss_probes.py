from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from training.probes.tiny import Wrapped, classes, cross_entropy, findings, measured, mlp, places, values

from dataaudit.training.objective import Objective
from dataaudit.training.probes.context import Context
from dataaudit.training.probes.loss_probes import is_classifier, label_smoothing

nll = nn.functional.nll_loss


def tokens(rows: int = 6, length: int = 9) -> dict[str, Tensor]:
    made = torch.randint(0, 12, (rows, length), generator=torch.Generator().manual_seed(2))
    return {"input_ids": made, "labels": made.clone()}


class Causal(nn.Module):
    """A language model as those of transformers: takes keywords, gives its loss over the next tokens."""

    def __init__(self, softmax: bool = False) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.embed, self.head, self.softmax = nn.Embedding(12, 8), nn.Linear(8, 12), softmax

    def forward(self, input_ids: Tensor, labels: Tensor) -> dict[str, Tensor]:
        logits = self.head(self.embed(input_ids))
        given = logits.softmax(-1) if self.softmax else logits
        loss = cross_entropy(given[:, :-1].reshape(-1, 12), labels[:, 1:].reshape(-1), ignore_index=-100)
        return {"loss": loss, "logits": given}


@pytest.mark.parametrize(
    ("model", "criterion"),
    [
        (lambda: mlp(nn.Softmax(-1)), cross_entropy),
        (lambda: mlp(nn.Softmax(-1)), nn.CrossEntropyLoss(label_smoothing=0.0)),
        (lambda: mlp(), lambda output, target: cross_entropy(output.softmax(-1), target)),
        (lambda: mlp(Wrapped(lambda value: value / value.sum(-1, keepdim=True)), nn.Softmax(-1)), cross_entropy),
    ],
)
def test_a_second_softmax_is_found_in_the_model_and_in_the_loss(model: Any, criterion: Any) -> None:
    rows = measured("double_softmax", model(), classes(64), criterion)
    assert values(rows) == {"probabilities": 1.0}
    assert findings(rows) == {"double-softmax"}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("after", "criterion"),
    [
        ([], cross_entropy),
        ([nn.LogSoftmax(-1)], nll),
        ([], nn.CrossEntropyLoss(label_smoothing=0.2)),
        ([], nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 0.5]))),
        ([nn.ReLU()], cross_entropy),
        ([nn.Sigmoid()], cross_entropy),
    ],
)
def test_one_softmax_is_not_taken_for_two(seed: int, after: list[nn.Module], criterion: Any) -> None:
    assert measured("double_softmax", mlp(*after, seed=seed), classes(64, seed=seed), criterion) == []


def test_a_second_softmax_of_a_language_model_is_found() -> None:
    assert values(measured("double_softmax", Causal(softmax=True), [tokens()], None)) == {"probabilities": 1.0}
    assert measured("double_softmax", Causal(), [tokens()], None) == []


@pytest.mark.parametrize(
    ("criterion", "ratio", "name"),
    [
        (nn.CrossEntropyLoss(), 1.0, set()),
        (nn.CrossEntropyLoss(reduction="sum"), 2.0, {"loss-reduction"}),
        (lambda output, target: cross_entropy(output, target, reduction="none").sum() / 16, 2.0, {"loss-reduction"}),
        (lambda output, target: cross_entropy(output, target, reduction="none").median(), 1.0, set()),
    ],
)
def test_a_loss_that_is_summed_doubles_with_its_rows(criterion: Any, ratio: float, name: set[str]) -> None:
    rows = measured("loss_reduction", mlp(), classes(), criterion)
    told = values(rows)
    assert told["double"] / told["single"] == pytest.approx(ratio, rel=1e-5)
    assert findings(rows) == name


def test_the_loss_of_a_model_with_batch_normalisation_and_dropout_is_compared_in_eval_mode() -> None:
    model = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.Dropout(0.5), nn.Linear(8, 3))
    told = values(measured("loss_reduction", model, classes()))
    assert told["double"] == pytest.approx(told["single"], rel=1e-5)


def squared(output: Tensor, target: Tensor) -> Tensor:
    return ((output - target) ** 2).mean()


def regression(rows: int = 16, columns: int = 6) -> list[Any]:
    generator = torch.Generator().manual_seed(0)
    return [(torch.randn(rows, columns, generator=generator), torch.randn(rows, generator=generator))]


@pytest.mark.parametrize("criterion", [squared, lambda output, target: (output - target).abs().mean()])
def test_an_output_that_broadcasts_against_its_target_is_found(criterion: Any) -> None:
    rows = measured("target_shape", nn.Linear(6, 1), regression(), criterion)
    assert places(rows, "broadcast") == ["(16, 1) | (16,) | (16, 16)"]
    assert findings(rows) == {"target-shape"}


def test_the_warning_of_torch_about_it_does_not_hide_it() -> None:
    with pytest.warns(UserWarning, match="target size"):
        rows = measured("target_shape", nn.Linear(6, 1), regression(), nn.MSELoss())
    assert findings(rows) == {"target-shape"}


@pytest.mark.parametrize(
    ("model", "target"),
    [
        (nn.Linear(6, 1), lambda one: one[:, None]),
        (nn.Sequential(nn.Linear(6, 1), nn.Flatten(0)), lambda one: one),
        (nn.Linear(6, 4), lambda one: one[:, None].expand(-1, 4)),
        (nn.Linear(6, 4), lambda one: one[:, None]),  # the target of a row for all of its outputs
    ],
)
def test_shapes_that_fit_row_by_row_are_fine(model: nn.Module, target: Any) -> None:
    batches = [(inputs, target(targets)) for inputs, targets in regression()]
    assert measured("target_shape", model, batches, squared) == []


def test_a_loss_that_flattens_both_sides_is_fine() -> None:
    rows = measured(
        "target_shape",
        nn.Linear(6, 1),
        regression(),
        lambda output, target: squared(output.flatten(), target.flatten()),
    )
    assert rows == []


@pytest.mark.parametrize("kinds", [2, 3, 10])
def test_the_first_loss_of_a_classifier_should_be_the_logarithm_of_its_classes(kinds: int) -> None:
    told = values(measured("initial_loss", mlp(kinds=kinds), classes(kinds=kinds)))
    assert told["expected"] == pytest.approx(math.log(kinds))
    assert told["loss"] == pytest.approx(told["expected"], rel=0.4)


def test_a_last_layer_that_is_far_too_large_shows_in_the_first_loss() -> None:
    model = mlp()
    with torch.no_grad():
        model[2].weight.mul_(100)
    rows = measured("initial_loss", model, classes(64))
    assert values(rows)["loss"] > 10
    assert findings(rows) == {"odd-initial-loss"}
    assert findings(measured("initial_loss", mlp(), classes(64))) == set()
    assert measured("initial_loss", model, classes(64), pretrained=True) == []


def test_the_first_loss_of_a_binary_output_should_be_the_logarithm_of_two() -> None:
    batches = [(inputs, (targets > 0).float()) for inputs, targets in regression(32)]
    model = nn.Sequential(nn.Linear(6, 1), nn.Flatten(0))
    rows = measured("initial_loss", model, batches, nn.functional.binary_cross_entropy_with_logits)
    assert values(rows)["expected"] == pytest.approx(math.log(2))
    assert measured("initial_loss", model, regression(32), squared) == []


@pytest.mark.parametrize(("smoothing", "kinds"), [(0.1, 3), (0.2, 5), (0.0, 3)])
def test_the_floor_of_label_smoothing_is_the_loss_of_the_best_answer(smoothing: float, kinds: int) -> None:
    criterion = nn.CrossEntropyLoss(label_smoothing=smoothing)
    batches = classes(kinds=kinds)
    context = Context(model=mlp(kinds=kinds), objective=Objective(None, criterion), batches=batches)
    target = batches[0][1]
    smooth = nn.functional.one_hot(target, kinds) * (1 - smoothing) + smoothing / kinds
    best = float(criterion(smooth.clamp_min(1e-30).log(), target)) if smoothing else 0.0
    assert label_smoothing(context) == pytest.approx(best, abs=1e-6)


def test_a_loss_is_told_as_cross_entropy_by_its_value() -> None:
    for criterion, told in ((cross_entropy, True), (nn.functional.multi_margin_loss, False)):
        context = Context(model=mlp(), objective=Objective(None, criterion), batches=classes(64))
        assert is_classifier(context) is told
