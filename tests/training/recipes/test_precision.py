from __future__ import annotations

import pytest
import torch
from torch import nn
from training.recipes.small import RAGGED, gradient, off_by, plain, texts, whole_loss

from dataaudit.config.training import RecipesOptions
from dataaudit.training.recipe_trials.measure import TOLERANCE
from dataaudit.training.recipes.precision import (
    adam_epsilon,
    autocast,
    gradient_scaler,
    lower_weights,
    scaler_state,
)
from dataaudit.training.recipes.row_losses import class_losses, language_losses
from dataaudit.training.recipes.step import Step

CPU = torch.device("cpu")


def gradient_of(recipes: RecipesOptions, *, classes: bool) -> torch.Tensor:
    model = plain(classes=classes, width=32)
    step = Step(model, class_losses if classes else language_losses, recipes, 1e-3)
    step.backward(texts(RAGGED, classes=classes))
    return gradient(model) / (scaler_state(step.scaler) or 1.0)


@pytest.mark.parametrize("classes", [False, True])
@pytest.mark.parametrize("accumulation", [1, 3])
@pytest.mark.parametrize("precision", ["bf16", "fp16"])
def test_low_precision_rounds_gradients_and_no_more(precision: str, accumulation: int, classes: bool) -> None:
    low = RecipesOptions(precision=precision, accumulation=accumulation)
    error = off_by(gradient_of(low, classes=classes), gradient_of(RecipesOptions(), classes=classes))
    assert 1e-5 < error < TOLERANCE[precision]


def test_bf16_rounds_more_than_fp16() -> None:
    true = gradient_of(RecipesOptions(), classes=False)
    errors = [off_by(gradient_of(RecipesOptions(precision=name), classes=False), true) for name in ("bf16", "fp16")]
    assert errors[0] > errors[1]


def test_weights_stay_in_fp32_where_operations_do_not() -> None:
    model = plain()
    step = Step(model, language_losses, RecipesOptions(precision="bf16"), 1e-3)
    assert float(step(texts()).loss) > 0
    assert {one.dtype for one in model.parameters()} == {torch.float32}
    states = [one for state in step.optimizer.state.values() for one in state.values()]
    assert {one.dtype for one in states} == {torch.float32}
    assert step.warning is None


def test_operations_run_in_the_type_that_was_asked_for() -> None:
    layer, value = nn.Linear(4, 4), torch.zeros(2, 4)
    for name, kind in {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}.items():
        with autocast(CPU, name):
            assert layer(value).dtype == kind
    assert layer(value).dtype == torch.float32


def test_only_fp16_gets_a_scaler() -> None:
    assert gradient_scaler(CPU, "fp32") is None
    assert gradient_scaler(CPU, "bf16") is None
    assert isinstance(gradient_scaler(CPU, "fp16"), torch.amp.GradScaler)
    assert scaler_state(None) is None
    kinds = ("fp32", "bf16", "fp16")
    for precision in kinds:
        for weights in kinds:
            step = Step(plain(), language_losses, RecipesOptions(precision=precision, weights=weights), 1e-3)
            assert (step.scaler is not None) == (precision == "fp16" and weights == "fp32")


def test_scaled_gradients_are_unscaled_before_they_are_clipped() -> None:
    # Clipped while 65,536 times too large, they would be next to nothing afterwards; Adam hides it, so look at moments.
    moments = {}
    for precision in ("fp32", "fp16"):
        model = plain()
        step = Step(model, language_losses, RecipesOptions(precision=precision), 1e-3, clip=0.1)
        step(texts())
        moments[precision] = torch.cat([state["exp_avg"].flatten() for state in step.optimizer.state.values()])
    assert float(moments["fp32"].norm()) == pytest.approx(0.1 * 0.1, rel=1e-3)
    assert off_by(moments["fp16"], moments["fp32"]) < 0.02


def test_a_step_whose_scaled_gradients_overflow_is_left_out_and_the_scale_halved() -> None:
    model = plain()
    step = Step(model, language_losses, RecipesOptions(precision="fp16"), 0.1)
    step.scaler = torch.amp.GradScaler("cpu", init_scale=2.0**100)
    before = [one.detach().clone() for one in model.parameters()]
    step(texts())
    assert scaler_state(step.scaler) == 2.0**99
    assert all(torch.equal(one, old) for one, old in zip(model.parameters(), before, strict=True))


@pytest.mark.parametrize(("weights", "kind"), [("bf16", torch.bfloat16), ("fp16", torch.float16)])
def test_weights_of_low_precision_are_warned_of(weights: str, kind: torch.dtype) -> None:
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    warning = lower_weights(model, weights)
    assert warning is not None
    assert warning.startswith(f"{weights} weights have no master copy")
    assert "keep weights in fp32" in warning
    assert ("second moment" in warning) == (weights == "fp16")
    assert {one.dtype for one in model.parameters()} == {kind}
    assert model[1].running_mean.dtype == kind
    assert model[1].num_batches_tracked.dtype == torch.int64
    assert Step(plain(), language_losses, RecipesOptions(weights=weights), 1e-3).warning == warning


def test_weights_in_fp32_are_left_alone() -> None:
    model = nn.Linear(3, 4)
    assert lower_weights(model, "fp32") is None
    assert model.weight.dtype == torch.float32


def test_what_the_warning_says_is_so() -> None:
    for kind, small in ((torch.float16, 4e-4), (torch.bfloat16, 3e-3)):
        one = torch.ones((), dtype=kind)
        assert one + torch.tensor(small, dtype=kind) == one
    assert torch.tensor(1e-8, dtype=torch.float16) == 0


@pytest.mark.parametrize("weights", ["fp32", "bf16", "fp16"])
def test_adams_epsilon_is_not_zero_and_weights_without_gradient_stay_finite(weights: str) -> None:
    kind = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}[weights]
    assert torch.tensor(adam_epsilon(weights), dtype=kind) > 0
    model = plain()
    step = Step(model, language_losses, RecipesOptions(weights=weights, precision=weights), 1e-2)
    for _ in range(3):
        # Token 0 and many others are in no row: their vectors have a gradient of zero.
        step(texts([3, 2]))
    assert all(torch.isfinite(one).all() for one in model.parameters())


@pytest.mark.parametrize("weights", ["bf16", "fp16"])
def test_gradients_of_low_weights_are_rounded_and_no_more(weights: str) -> None:
    recipes = RecipesOptions(weights=weights, precision=weights)
    error = off_by(gradient_of(recipes, classes=True), gradient_of(RecipesOptions(), classes=True))
    assert 1e-4 < error < TOLERANCE[f"weights-{weights}"]


def test_the_plain_gradient_is_that_of_a_plain_mean() -> None:
    model = plain(width=32)
    whole_loss(model, texts()).backward()
    assert off_by(gradient_of(RecipesOptions(), classes=False), gradient(model)) <= 1e-6
