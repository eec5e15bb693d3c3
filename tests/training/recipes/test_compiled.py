from __future__ import annotations

import pytest
import torch
from training.recipes.small import gradient, off_by, plain, texts, whole_loss

from dataaudit.config.training import RecipesOptions
from dataaudit.training.recipe_trials.measure import TOLERANCE
from dataaudit.training.recipes.compiled import compilations, graph_breaks
from dataaudit.training.recipes.row_losses import class_losses
from dataaudit.training.recipes.step import Step


@pytest.mark.full
@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")  # torch's own use of what it deprecates
def test_a_compiled_model_has_the_same_gradients_and_names_and_its_compilations_are_counted() -> None:
    model, batch = plain(classes=True, blocks=2), texts([5] * 4, classes=True)
    whole_loss(model, batch).backward()
    true, names = gradient(model), list(model.state_dict())
    model.zero_grad()
    step = Step(model, class_losses, RecipesOptions(compile=True), 1e-3)
    assert (compilations(), graph_breaks()) == (0, 0)
    step.backward(batch)
    assert off_by(gradient(model), true) <= TOLERANCE["compile"]
    assert list(model.state_dict()) == names
    first = compilations()
    assert first >= 1
    assert graph_breaks() == 0
    step(batch)
    assert compilations() == first
    torch._dynamo.reset()
