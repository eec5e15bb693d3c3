from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from training.recipes.small import RAGGED, gradient, llama, off_by, plain, texts, whole_loss

from dataaudit.config.training import RecipesOptions
from dataaudit.training.recipes.row_losses import class_losses, language_losses
from dataaudit.training.recipes.step import Step, batch_on


def losses_of(batch: dict[str, Tensor]) -> Any:
    return class_losses if batch["labels"].dim() == 1 else language_losses


def true_gradient(model: nn.Module, batch: dict[str, Tensor]) -> Tensor:
    """Of the whole batch at once, by a plain mean over its targets."""
    model.zero_grad()
    whole_loss(model, batch).backward()
    found = gradient(model)
    model.zero_grad()
    return found


def accumulated(model: nn.Module, batch: dict[str, Tensor], count: int) -> Tensor:
    Step(model, losses_of(batch), RecipesOptions(accumulation=count), 1e-3).backward(batch)
    return gradient(model)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 100])
@pytest.mark.parametrize("classes", [False, True])
def test_gradients_of_micro_batches_are_those_of_the_whole_ragged_batch(classes: bool, count: int) -> None:
    model, batch = plain(classes=classes), texts(RAGGED, classes=classes)
    assert off_by(accumulated(model, batch, count), true_gradient(model, batch)) <= 1e-6


@pytest.mark.parametrize("count", [2, 3, 5])
def test_a_transformers_model_accumulates_exactly_too(count: int) -> None:
    model, batch = llama().train(), texts(RAGGED)
    true = true_gradient(model, batch)
    assert off_by(accumulated(model, batch, count), true) <= 1e-6


@given(st.lists(st.integers(1, 9), min_size=1, max_size=9), st.integers(1, 12), st.booleans(), st.integers(0, 99))
@settings(max_examples=15)
def test_accumulation_is_exact_for_any_lengths_and_any_number_of_micro_batches(
    lengths: list[int], count: int, classes: bool, seed: int
) -> None:
    assume(classes or max(lengths) > 1)
    model, batch = plain(classes=classes, seed=seed), texts(lengths, classes=classes, seed=seed)
    assert off_by(accumulated(model, batch, count), true_gradient(model, batch)) <= 1e-6


def test_a_mean_of_means_of_these_batches_would_have_been_wrong() -> None:
    # What the tests above would miss if rows were not ragged.
    model, batch = plain(), texts(RAGGED)
    true = true_gradient(model, batch)
    parts = [{name: value[low : low + 2] for name, value in batch.items()} for low in range(0, 6, 2)]
    for part in parts:
        (whole_loss(model, part) / len(parts)).backward()
    assert off_by(gradient(model), true) > 0.05


def test_a_micro_batch_without_any_target_adds_nothing() -> None:
    model, batch = plain(), texts([9, 4, 1, 1])
    true = true_gradient(model, batch)
    told = Step(model, language_losses, RecipesOptions(accumulation=2), 1e-3).backward(batch)
    assert off_by(gradient(model), true) <= 1e-6
    assert told.counts.tolist() == [8, 3, 0, 0]
    assert told.sums[2:].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("accumulation", [1, 2])
def test_a_batch_without_targets_is_told_and_leaves_gradients_alone(accumulation: int) -> None:
    model = plain()
    step = Step(model, language_losses, RecipesOptions(accumulation=accumulation), 1e-3)
    before = [one.detach().clone() for one in model.parameters()]
    ignored = texts([4, 4])
    ignored["labels"][:] = -100
    for batch in (texts([1, 1, 1]), ignored):
        with pytest.raises(ValueError, match="the batch has no targets"):
            step(batch)
    assert all(one.grad is None for one in model.parameters())
    assert all(torch.equal(one, old) for one, old in zip(model.parameters(), before, strict=True))


@pytest.mark.parametrize("accumulation", [1, 3, 4])
@pytest.mark.parametrize("classes", [False, True])
def test_what_is_told_of_rows_is_in_their_order_whatever_the_micro_batches(classes: bool, accumulation: int) -> None:
    model, batch = plain(classes=classes), texts(RAGGED, classes=classes)
    told = Step(model, losses_of(batch), RecipesOptions(accumulation=accumulation), 1e-3).backward(batch)
    with torch.no_grad():
        whole, loss = losses_of(batch)(model, batch), float(whole_loss(model, batch))
    assert told.sums.tolist() == pytest.approx(whole.sums.tolist(), rel=1e-5)
    assert told.counts.tolist() == whole.counts.tolist()
    assert float(told.loss) == pytest.approx(loss, rel=1e-6)
    assert not any(one.requires_grad for one in (told.loss, told.sums))
    if not classes:
        assert told.logits is None
        assert told.gradients is None
        return
    assert told.logits is not None
    assert told.gradients is not None
    assert torch.allclose(told.logits, whole.logits, atol=1e-6)
    assert torch.allclose(told.gradients, whole.gradients, atol=1e-6)
    assert not told.logits.requires_grad


@pytest.mark.parametrize("clip", [None, 1.0, 0.05])
@pytest.mark.parametrize("accumulation", [1, 3])
def test_steps_are_those_of_a_loop_written_by_hand(accumulation: int, clip: float | None) -> None:
    model, other = plain(), plain()
    step = Step(model, language_losses, RecipesOptions(accumulation=accumulation), 0.01, clip)
    optimizer = torch.optim.AdamW(other.parameters(), lr=0.01)
    for seed in range(4):
        batch = texts(RAGGED, seed=seed)
        told = step(batch)
        loss = whole_loss(other, batch)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(other.parameters(), clip)
        optimizer.step()
        optimizer.zero_grad()
        assert float(told.loss) == pytest.approx(float(loss.detach()), rel=1e-5)
        assert all(one.grad is None for one in model.parameters())
    for one, true in zip(model.parameters(), other.parameters(), strict=True):
        assert torch.allclose(one, true, rtol=1e-3, atol=1e-5)


def test_gradients_of_two_batches_add_up_until_the_optimizer_steps() -> None:
    model, first, second = plain(), texts(RAGGED), texts(RAGGED, seed=1)
    true = true_gradient(model, first) + true_gradient(model, second)
    step = Step(model, language_losses, RecipesOptions(), 1e-3)
    step.backward(first)
    step.backward(second)
    assert off_by(gradient(model), true) <= 1e-6


def test_frozen_weights_are_not_the_optimizers_and_stay() -> None:
    model = plain()
    model.embedding.requires_grad_(False)
    before = model.embedding.weight.clone()
    step = Step(model, language_losses, RecipesOptions(accumulation=2), 0.1)
    step(texts())
    held = [one for group in step.optimizer.param_groups for one in group["params"]]
    assert all(one is not model.embedding.weight for one in held)
    assert len(held) == len(list(model.parameters())) - 1
    assert torch.equal(model.embedding.weight, before)
    assert model.embedding.weight.grad is None


def test_the_rate_of_the_next_step_can_be_set() -> None:
    model = plain()
    step = Step(model, language_losses, RecipesOptions(), 0.1)
    step.set_rate(0.0)
    before = [one.detach().clone() for one in model.parameters()]
    step(texts())
    assert all(torch.equal(one, old) for one, old in zip(model.parameters(), before, strict=True))
    step.set_rate(0.1)
    step(texts())
    assert not any(torch.equal(one, old) for one, old in zip(model.parameters(), before, strict=True))


def test_a_plain_step_warns_of_nothing_and_changes_no_module() -> None:
    model = plain()
    names = [(name, type(one)) for name, one in model.named_modules()]
    step = Step(model, language_losses, RecipesOptions(), 1e-3)
    assert step.warning is None
    assert step.scaler is None
    assert [(name, type(one)) for name, one in model.named_modules()] == names


def test_steps_bring_the_loss_down_with_every_recipe_of_memory() -> None:
    for recipes in (
        RecipesOptions(accumulation=3, checkpointing=True),
        RecipesOptions(accumulation=2, precision="bf16"),
    ):
        model, batch = plain(), texts()
        step = Step(model, language_losses, recipes, 0.03)
        losses = [float(step(batch).loss) for _ in range(30)]
        assert losses[-1] < 0.5 * losses[0]


def test_a_batch_goes_to_a_device_but_for_what_is_no_tensor() -> None:
    ids = np.arange(3)
    moved = batch_on({"labels": torch.zeros(3), "row_ids": ids, "name": "batch"}, torch.device("meta"))
    assert moved["labels"].device.type == "meta"
    assert moved["row_ids"] is ids
    assert moved["name"] == "batch"
