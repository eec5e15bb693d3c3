from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn
from training.recipes.small import Block, gradient, llama, off_by, plain, texts, whole_loss

from dataaudit.config.training import RecipesOptions
from dataaudit.errors import ConfigurationError
from dataaudit.training.memory.activations import activation_bytes
from dataaudit.training.proxy.models import BagOfTokens
from dataaudit.training.recipes.checkpointing import checkpoint_blocks, find_blocks
from dataaudit.training.recipes.row_losses import class_losses, language_losses
from dataaudit.training.recipes.step import Step

# Transformers has a new name for it since 5.2x.


def gradient_of(model: nn.Module, recipes: RecipesOptions) -> torch.Tensor:
    step = Step(model.train(), language_losses, recipes, 1e-3)
    torch.manual_seed(7)
    step.backward(texts())
    return gradient(model)


@pytest.mark.parametrize("make", [plain, llama])
def test_gradients_are_the_same_bit_for_bit(make: Any) -> None:
    assert torch.equal(gradient_of(make(), RecipesOptions(checkpointing=True)), gradient_of(make(), RecipesOptions()))


@pytest.mark.parametrize("make", [plain, llama])
@pytest.mark.parametrize("more", [{"accumulation": 3}, {"precision": "bf16"}, {"precision": "fp16"}])
def test_it_goes_together_with_other_recipes(make: Any, more: dict[str, Any]) -> None:
    kept, again = (
        gradient_of(make(), RecipesOptions(**more)),
        gradient_of(make(), RecipesOptions(checkpointing=True, **more)),
    )
    assert off_by(again, kept) <= 1e-6


def test_dropout_drops_the_same_when_a_block_runs_again() -> None:
    kept = gradient_of(plain(dropout=0.4), RecipesOptions())
    assert torch.equal(gradient_of(plain(dropout=0.4), RecipesOptions(checkpointing=True)), kept)
    assert off_by(gradient_of(plain(), RecipesOptions()), kept) > 0.01


@pytest.mark.parametrize("make", [plain, llama])
def test_gradients_are_there_when_no_input_of_a_block_needs_one(make: Any) -> None:
    def frozen() -> nn.Module:
        model = make()
        # The head of the transformers model is the embedding too, which is then no longer trained.
        next(one for one in model.modules() if isinstance(one, nn.Embedding)).requires_grad_(False)
        return model

    assert torch.equal(
        gradient_of(frozen(), RecipesOptions(checkpointing=True)), gradient_of(frozen(), RecipesOptions())
    )


@pytest.mark.parametrize("make", [plain, llama])
def test_less_is_kept_for_the_backward_pass(make: Any) -> None:
    model, batch = make().train(), texts([9] * 8)
    kept, _ = activation_bytes(model, lambda: whole_loss(model, batch))
    count = checkpoint_blocks(model)
    again, _ = activation_bytes(model, lambda: whole_loss(model, batch))
    assert count == 3
    assert again < 0.8 * kept


@pytest.mark.parametrize("make", [plain, llama])
def test_names_of_parameters_and_outputs_stay(make: Any) -> None:
    model, batch = make(), texts()
    names, before = list(model.state_dict()), whole_loss(model.eval(), batch)
    checkpoint_blocks(model)
    assert list(model.state_dict()) == names
    assert torch.equal(whole_loss(model.eval(), batch), before)
    with torch.no_grad():
        assert torch.equal(whole_loss(model.train(), batch), before)


@pytest.mark.parametrize(
    "model",
    [
        BagOfTokens(20, 3),
        nn.Linear(3, 3),
        nn.Sequential(nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 3)),
        nn.ModuleList([Block(4, 0.0)]),
    ],
)
def test_a_model_without_blocks_is_refused_in_one_sentence(model: nn.Module) -> None:
    with pytest.raises(ConfigurationError) as caught:
        checkpoint_blocks(model)
    name = type(model).__name__
    assert str(caught.value) == f"{name} cannot be checkpointed: it has no list of at least two blocks of one class"


def test_a_step_of_such_a_model_is_refused_before_it_begins() -> None:
    with pytest.raises(ConfigurationError, match="BagOfTokens cannot be checkpointed"):
        Step(BagOfTokens(20, 3), class_losses, RecipesOptions(checkpointing=True), 1e-3)


def test_the_longest_list_of_one_class_is_found() -> None:
    short = nn.ModuleList(nn.Sequential(nn.Linear(2, 2)) for _ in range(2))
    long = nn.ModuleList(Block(4, 0.0) for _ in range(4))
    model = nn.ModuleDict({"short": short, "long": long})
    assert find_blocks(model) == list(long)
    model = llama(layers=4)
    assert find_blocks(model) == list(model.model.layers)


def test_blocks_without_weights_are_no_blocks() -> None:
    assert find_blocks(nn.ModuleList(nn.Sequential(nn.ReLU()) for _ in range(3))) == []
