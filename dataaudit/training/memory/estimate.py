"""Estimates the peak memory of training, and the largest batch that fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from dataaudit.config.training import RecipesOptions
from dataaudit.training.memory.activations import activation_bytes
from dataaudit.training.memory.states import StateBytes, state_bytes
from dataaudit.training.recipes.precision import autocast
from dataaudit.training.training_state import restored

MakeBatch = Callable[[int], Any]
Loss = Callable[[nn.Module, Any], Tensor]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryEstimate:
    """Memory of a training step, in bytes.

    Attributes:
        states: Weights, gradients, optimizer.
        fixed: Saved bytes that do not depend on the rows.
        per_row: Bytes per row of a micro-batch.
        rows: Rows per micro-batch.
    """

    states: StateBytes
    fixed: float
    per_row: float
    rows: int

    @property
    def activations(self) -> int:
        """Bytes of the activations of a micro-batch."""
        return max(0, round(self.fixed + self.per_row * self.rows))

    @property
    def peak(self) -> int:
        """Peak bytes: at the end of the forward pass, or in the optimizer step."""
        # Gradients exist during the forward pass only from the second micro-batch on, or if they were not set to None.
        # They grow while activations are freed, so both never have their full size at once.
        held = self.states.weights + self.states.optimizer
        return held + max(self.activations + self.states.gradients // 2, 2 * self.states.gradients)

    def largest_batch(self, limit: int) -> int:
        """Return the rows of a micro-batch that fit into a limit of bytes; 0 if none fits."""
        room = limit - self.states.weights - self.states.optimizer - self.states.gradients // 2 - self.fixed
        if 2 * self.states.gradients + self.states.weights + self.states.optimizer > limit or room < 0:
            return 0
        return int(room // self.per_row) if self.per_row > 0 else self.rows


def estimate_memory(
    model: nn.Module,
    make_batch: MakeBatch,
    loss: Loss,
    *,
    rows: int,
    recipes: RecipesOptions | None = None,
    optimizer: str = "adamw",
    tried: tuple[int, int] = (2, 4),
) -> MemoryEstimate:
    """Estimate memory from two small forward passes; the model is restored.

    What autograd saves grows linearly with the rows, so two batches determine it. The backward pass also holds the
    gradient of the largest saved tensor.

    Args:
        model: The model, in the mode that it trains in.
        make_batch: Makes a batch of a number of rows, as long as those of the training.
        loss: ``loss(model, batch)``.
        rows: Rows per batch, before it is split by ``recipes.accumulation``.
        recipes: The recipes that are on; checkpointing and weight types must already be applied to the model.
        optimizer: See ``state_bytes``.
        tried: Rows of the two forward passes.
    """
    given = recipes or RecipesOptions()
    device = next(model.parameters()).device
    told = []
    with restored(model):
        for count in tried:
            batch = make_batch(count)

            def run(batch: Any = batch) -> Tensor:
                with autocast(device, given.precision):
                    return loss(model, batch)

            saved, largest = activation_bytes(model, run)
            told.append(saved + largest)
    per_row = (told[1] - told[0]) / (tried[1] - tried[0])
    return MemoryEstimate(
        states=state_bytes(model, weights=given.weights, optimizer=optimizer), fixed=told[0] - per_row * tried[0],
        per_row=per_row, rows=-(-rows // given.accumulation),
    )  # fmt: skip


def free_bytes(device: torch.device) -> int:
    """Return the free memory of a device in bytes."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    from dataaudit.engine.memory import available_bytes

    return available_bytes()
