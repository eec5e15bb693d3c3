"""One optimizer step with the chosen recipes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from dataaudit.config.training import RecipesOptions
from dataaudit.training.probes.accumulation import micro_batches
from dataaudit.training.recipes.checkpointing import checkpoint_blocks
from dataaudit.training.recipes.compiled import compile_model
from dataaudit.training.recipes.precision import adam_epsilon, autocast, gradient_scaler, lower_weights
from dataaudit.training.recipes.row_losses import LossByRow, targets_of


@dataclass(slots=True)
class Stepped:
    """The result of a step.

    Attributes:
        loss: Mean over the targets of the whole batch, on the device.
        sums: (rows,) loss of every row, summed over its targets.
        counts: (rows,) targets.
        logits: (rows, classes), or None.
        gradients: (rows,) gradient norms with respect to the logits, or None.
    """

    loss: Tensor
    sums: Tensor
    counts: Tensor
    logits: Tensor | None
    gradients: Tensor | None


class Step:
    """Trains a model step by step.

    A batch is an accumulation window: it is split into micro-batches, and each micro-batch's summed loss is divided by
    the targets of the whole batch. The gradient therefore equals the batch's for rows of any lengths, and no incomplete
    window remains at the end of an epoch.

    Args:
        model: Changed in place by the recipes.
        losses: Computes the loss by row.
        recipes: The recipes that are on.
        rate: Learning rate of AdamW.
        clip: Norm that gradients are clipped to, or None.

    Raises:
        ConfigurationError: A recipe does not fit the model.
    """

    def __init__(
        self, model: nn.Module, losses: LossByRow, recipes: RecipesOptions, rate: float, clip: float | None = 1.0
    ) -> None:
        self.model, self.losses, self.recipes, self.clip = model, losses, recipes, clip
        self.warning = lower_weights(model, recipes.weights)
        if recipes.checkpointing:
            checkpoint_blocks(model)
        if recipes.compile:
            compile_model(model)
        self.device = next(model.parameters()).device
        self.optimizer = torch.optim.AdamW(
            [one for one in model.parameters() if one.requires_grad], lr=rate, eps=adam_epsilon(recipes.weights)
        )
        # A scaler is only for fp32 weights whose operations run in fp16.
        self.scaler = gradient_scaler(self.device, recipes.precision) if recipes.weights == "fp32" else None

    def backward(self, batch: Mapping[str, Tensor]) -> Stepped:
        """Accumulate the gradients of a batch.

        Raises:
            ValueError: The batch has no targets.
        """
        total = targets_of(batch)
        if not total:
            message = "the batch has no targets: rows for a language model need at least two tokens"
            raise ValueError(message)
        rows = len(batch["labels"])
        parts = []
        for micro in micro_batches(dict(batch), rows, min(self.recipes.accumulation, rows)):
            with autocast(self.device, self.recipes.precision):
                told = self.losses(self.model, micro)
            loss = told.sums.sum() / total
            (self.scaler.scale(loss) if self.scaler is not None else loss).backward()
            parts.append(told)
        sums = torch.cat([one.sums.detach() for one in parts])
        logits = [one.logits.detach() for one in parts if one.logits is not None]
        gradients = [one.gradients for one in parts if one.gradients is not None]
        return Stepped(
            sums.sum() / total, sums, torch.cat([one.counts for one in parts]), torch.cat(logits) if logits else None,
            torch.cat(gradients) if gradients else None,
        )  # fmt: skip

    def __call__(self, batch: Mapping[str, Tensor]) -> Stepped:
        """Run one step: gradients, clipping, optimizer."""
        stepped = self.backward(batch)
        if self.scaler is not None:
            self.scaler.unscale_(self.optimizer)
        if self.clip is not None:
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
        if self.scaler is not None:
            self.scaler.step(self.optimizer)
            self.scaler.update()
        else:
            self.optimizer.step()
        self.optimizer.zero_grad()
        return stepped

    def set_rate(self, rate: float) -> None:
        """Set the learning rate of the next step."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate


def batch_on(batch: Mapping[str, Any], device: torch.device) -> dict[str, Any]:
    """Move a batch to a device; values that are not tensors stay."""
    return {
        name: value.to(device, non_blocking=True) if isinstance(value, Tensor) else value
        for name, value in batch.items()
    }
