"""Computes the memory of weights, gradients and optimizer states, by precision and sharding.

Source: Rajbhandari et al. 2020 (ZeRO); DeepSpeed's estimators ``estimate_zero2_model_states_mem_needs`` and
``estimate_zero3_model_states_mem_needs``, which assume mixed precision with Adam: two bytes per weight, two per
gradient, and sixteen for the optimizer's fp32 copies of weights and gradients and its two moments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from torch import nn

Stage = Literal[0, 1, 2, 3]

BYTES = {"fp32": 4, "bf16": 2, "fp16": 2}
MOMENTS = {"adamw": 2, "adam": 2, "sgd": 0, "momentum": 1, "adafactor": 0}
"""Values in the weight's own type that an optimizer keeps per weight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateBytes:
    """Memory that training keeps from step to step in one process, in bytes.

    Attributes:
        weights: Weights of the model, including frozen ones and buffers.
        gradients: Gradients of the trained weights.
        optimizer: Optimizer states.
    """

    weights: int
    gradients: int
    optimizer: int

    @property
    def total(self) -> int:
        """All three."""
        return self.weights + self.gradients + self.optimizer


def state_bytes(
    model: nn.Module, *, weights: str = "fp32", optimizer: str = "adamw", stage: Stage = 0, processes: int = 1
) -> StateBytes:
    """Return the bytes of a model's states as torch holds them; tied weights count once.

    Autocast (``precision``) changes nothing here: weights, gradients and states keep their own type.

    Args:
        model: On any device; ``meta`` needs no memory.
        weights: Type of weights, gradients and states.
        optimizer: One of ``MOMENTS``.
        stage: ZeRO stage: 0 shards nothing, 1 optimizer states, 2 also gradients, 3 also weights.
        processes: Number of processes.

    Examples:
        >>> told = state_bytes(nn.Linear(999, 1000))
        >>> told.weights, told.gradients, told.optimizer
        (4000000, 4000000, 8000008)
    """
    size = BYTES[weights]
    trained = [one for one in model.parameters() if one.requires_grad]
    held = sum(one.numel() for one in model.parameters()) * size
    held += sum(one.numel() * (size if one.is_floating_point() else one.element_size()) for one in model.buffers())
    numbers = sum(one.numel() for one in trained)
    # torch's Adam keeps a step count of four bytes for every parameter tensor.
    states = MOMENTS[optimizer] * numbers * size + (4 * len(trained) if optimizer.startswith("adam") else 0)
    share = max(processes, 1)
    return StateBytes(
        weights=-(-held // share) if stage >= 3 else held,
        gradients=-(-numbers * size // share) if stage >= 2 else numbers * size,
        optimizer=-(-states // share) if stage >= 1 else states,
    )


def deepspeed_bytes(model: nn.Module, stage: Stage, processes: int) -> int:
    """Return the bytes per GPU by DeepSpeed's formula for mixed precision with Adam, without offloading.

    Stage 2: 2 P + 18 P / N; stage 3: 4 times the largest layer + 18 P / N, for P weights and N processes.

    Examples:
        >>> deepspeed_bytes(nn.Linear(999, 1000), 2, 4), deepspeed_bytes(nn.Linear(999, 1000), 3, 4)
        (6500000, 8500000)
    """
    numbers = sum(one.numel() for one in model.parameters())
    if stage == 3:
        return 4 * largest_layer(model) + -(-18 * numbers // processes)
    if stage == 2:
        return 2 * numbers + -(-18 * numbers // processes)
    return 4 * numbers + -(-16 * numbers // processes) if stage == 1 else 20 * numbers


def largest_layer(model: nn.Module) -> int:
    """Return the number of weights of the largest single module."""
    return max((sum(one.numel() for one in each.parameters(recurse=False)) for each in model.modules()), default=0)
