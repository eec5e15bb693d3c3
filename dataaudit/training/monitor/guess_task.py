"""Guesses what a run trains from its first steps and from how its models are called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from dataaudit.training.monitor.loss_graph import leaves
from dataaudit.training.monitor.parameters import divided
from dataaudit.training.monitor.watched_model import WatchedModel
from dataaudit.training.probes.baselines import Form
from dataaudit.training.task import Task

_FEWEST, _FEWEST_THROWN = 5, 3
_MOSTLY = 0.5
_SHARE = 0.1


class TaskGuess:
    """Collects what tells the kind of a training.

    Args:
        given: What the user named, or None.
    """

    def __init__(self, given: str | None) -> None:
        self._given = given
        self._foreign: tuple[int, int] | None = None

    def look(self, loss: Any, models: Sequence[WatchedModel]) -> None:
        """Count the trainable values behind a loss that belong to none of the models."""
        found = leaves(loss) if isinstance(loss, Tensor) and self._given is None else None
        if not found:
            return
        if any(divided(one.parameter) for each in models for one in each.parameters.watched):
            # The graph is of whole parameters, which exist during the pass alone.
            return
        own = {id(one.parameter) for each in models for one in each.parameters.watched}
        own |= {id(one) for each in models for group in each.optimizer.param_groups for one in group["params"]}
        foreign = sum(one.numel() for one in found if id(one) not in own and one.requires_grad)
        self._foreign = (foreign, sum(one.numel() for one in found))

    def guess(self, models: Sequence[WatchedModel], form: Form | None) -> Task | None:
        """Return the task, or None if nothing tells it."""
        if self._given is not None:
            return Task(self._given, "given")
        if len(models) > 1:
            return Task("several-models", f"{len(models)} models with an optimizer each")
        if not models:
            return None
        zeroes, forwards = models[0].zeroes, models[0].forwards
        thrown, sampled = sum(zeroes.thrown_away), len(zeroes.thrown_away)
        if not any(zeroes.kept):
            thrown += models[0].late_passes
        if thrown >= _FEWEST_THROWN and thrown > _SHARE * sampled:
            return Task("several-models", "gradients of other backward passes are thrown away between the model's own")
        if self._foreign is not None and self._foreign[0] > _SHARE * self._foreign[1]:
            return Task("several-models", f"the loss depends on {self._foreign[0]} trainable values of another model")
        if forwards.steps >= _FEWEST and forwards.steps_with_answers > _MOSTLY * forwards.steps:
            return Task("rl", "between its steps the model answers for far fewer rows than it learns from")
        return None if form is None else Task(form.kind, f"the loss is {form.loss} of output and target")


def seen_of_models(models: Sequence[WatchedModel], task: TaskGuess, form: Form | None) -> list[dict[str, Any]]:
    """Return what is known of modes, unused modules, the task and kept gradients, as rows of the probe table."""
    rows = [row for one in models for row in one.mode_rows()]
    guessed = task.guess(models, form)
    if guessed is not None:
        rows.append(guessed.row())
    shares = [sum(one.zeroes.kept) / len(one.zeroes.kept) for one in models if one.zeroes.kept]
    if shares:  # of several models the one that keeps most: another may clear its gradients
        rows.append({"probe": "zero_grad", "measure": "kept", "value": max(shares), "where": ""})
    return rows
