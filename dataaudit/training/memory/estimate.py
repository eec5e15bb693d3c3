"""What a training will need at its peak, and the largest batch that fits."""

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
    """Bytes of a training step.

    Attributes:
        states: Weights, gradients, optimizer.
        fixed: Bytes saved for the backward pass whatever the rows, and of what is computed once.
        per_row: Bytes that every row of a micro-batch adds.
        rows: Rows of a micro-batch that this is for.
    """

    states: StateBytes
    fixed: float
    per_row: float
    rows: int

    @property
    def activations(self) -> int:
        """Bytes that come and go with a micro-batch."""
        return max(0, round(self.fixed + self.per_row * self.rows))

    @property
    def peak(self) -> int:
        """Bytes at the fullest moment: at the end of the forward pass, or when the optimizer steps."""
        # Gradients are there at the forward pass already from the second micro-batch or step on only where they
        # were not set to None; they grow as activations are freed, so that both never stand at their full size.
        held = self.states.weights + self.states.optimizer
        return held + max(self.activations + self.states.gradients // 2, 2 * self.states.gradients)

    def largest_batch(self, limit: int) -> int:
        """Rows of a micro-batch that fit into so many bytes; 0 where not even one does."""
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
    """Estimate from two small forward passes; the model is afterwards as it was.

    What autograd saves grows with the rows in a straight line, which two batches give. On top comes what the backward
    pass holds besides: the gradient of the largest saved tensor.

    Args:
        model: In the mode that it trains in.
        make_batch: A batch of so many rows, as long as those of the training.
        loss: ``loss(model, batch)``.
        rows: Rows of a batch; micro-batches of it where ``recipes.accumulation`` says so.
        recipes: What is switched on; checkpointing and the type of weights must be applied to the model already.
        optimizer: See ``state_bytes``.
        tried: Rows of the two passes.
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
    """Bytes that a device could still give."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    from dataaudit.engine.memory import available_bytes

    return available_bytes()
