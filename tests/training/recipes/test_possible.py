from __future__ import annotations

import pytest
import torch
from torch import nn
from training.recipes.small import llama, plain, texts

from dataaudit.config.training import RecipesOptions
from dataaudit.training.proxy.models import BagOfTokens
from dataaudit.training.recipes.possible import possible_recipes
from dataaudit.training.recipes.row_losses import class_losses, language_losses


@pytest.mark.parametrize("make", [plain, llama])
def test_what_a_model_takes_stays_switched_on(make: type[nn.Module]) -> None:
    recipes = RecipesOptions(checkpointing=True, accumulation=2, precision="bf16")
    assert possible_recipes(make(), language_losses, texts(), recipes) == (recipes, [])


def test_checkpointing_without_blocks_is_left_out_with_its_reason_and_the_rest_stays() -> None:
    model = BagOfTokens(20, 3)
    before = {name: one.clone() for name, one in model.state_dict().items()}
    recipes = RecipesOptions(checkpointing=True, accumulation=2)
    left, notes = possible_recipes(model, class_losses, texts(classes=True), recipes)
    assert left == RecipesOptions(accumulation=2)
    reason = "BagOfTokens cannot be checkpointed: it has no list of at least two blocks of one class"
    assert notes == [f"checkpointing was skipped: {reason}"]
    assert all(torch.equal(before[name], one) for name, one in model.state_dict().items())
