"""Which recipes a model takes: one that it does not take is left out with a reason, and the training goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from torch import Tensor, nn

from dataaudit.config.training import RecipesOptions
from dataaudit.errors import ConfigurationError
from dataaudit.training.recipes.checkpointing import check_blocks
from dataaudit.training.recipes.compiled import compile_model
from dataaudit.training.recipes.row_losses import LossByRow
from dataaudit.training.training_state import restored


def possible_recipes(
    model: nn.Module, losses: LossByRow, batch: Mapping[str, Tensor], recipes: RecipesOptions
) -> tuple[RecipesOptions, list[str]]:
    """The recipes without those that do not work for a model, and why.

    Args:
        model: Is afterwards as it was.
        losses: Loss by row.
        batch: A few rows to try a compiled model on.
        recipes: What is switched on.
    """
    notes: list[str] = []
    if recipes.checkpointing:
        try:
            check_blocks(model)
        except ConfigurationError as error:
            notes.append(f"checkpointing was left out: {error}")
            recipes = replace(recipes, checkpointing=False)
    if recipes.compile:
        try:
            with restored(model):
                compile_model(model)
                losses(model, batch).sums.sum().backward()
        except Exception as error:
            notes.append(f"compile was left out: {type(error).__name__}: {' '.join(str(error).split())[:200]}")
            recipes = replace(recipes, compile=False)
        finally:
            model._compiled_call_impl = None
    return recipes, notes
