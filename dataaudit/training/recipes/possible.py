"""Filters the recipes that a model supports; unsupported ones are skipped with a reason."""

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
    """Return the recipes that work for a model, and a note for every one that does not.

    Args:
        model: Restored afterwards.
        losses: Computes the loss by row.
        batch: A few rows to try a compiled model on.
        recipes: The recipes that are on.
    """
    notes: list[str] = []
    if recipes.checkpointing:
        try:
            check_blocks(model)
        except ConfigurationError as error:
            notes.append(f"checkpointing was skipped: {error}")
            recipes = replace(recipes, checkpointing=False)
    if recipes.compile:
        try:
            with restored(model):
                compile_model(model)
                losses(model, batch).sums.sum().backward()
        except Exception as error:
            notes.append(f"compile was skipped: {type(error).__name__}: {' '.join(str(error).split())[:200]}")
            recipes = replace(recipes, compile=False)
        finally:
            model._compiled_call_impl = None
    return recipes, notes
