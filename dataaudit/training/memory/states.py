"""Memory of weights, gradients and optimizer states, by precision and by how they are shared out.

Source: Rajbhandari et al. 2020 (ZeRO); DeepSpeed's estimators ``estimate_zero2_model_states_mem_needs`` and
``estimate_zero3_model_states_mem_needs``, whose figures are those of mixed precision with Adam: two bytes for a weight,
two for its gradient, and sixteen for what the optimizer keeps in fp32, its own weights, gradients and two moments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from torch import nn

Stage = Literal[0, 1, 2, 3]

BYTES = {"fp32": 4, "bf16": 2, "fp16": 2}
MOMENTS = {"adamw": 2, "adam": 2, "sgd": 0, "momentum": 1, "adafactor": 0}
"""Numbers of the weight's own type that an optimizer keeps for every weight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateBytes:
    """Bytes of what training keeps from step to step, in one process.

    Attributes:
        weights: Of the model, frozen ones and buffers among them.
        gradients: Of what is trained.
        optimizer: States of the optimizer.
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
    """Bytes of a model's states as torch holds them; tied weights count once.

    With autocast (``precision``) weights, gradients and states stay in their own type, so that it changes nothing here.

    Args:
        model: On any device; on ``meta`` it costs nothing.
        weights: Type of weights, gradients and states.
        optimizer: One of ``MOMENTS``.
        stage: 0 shares nothing out, 1 the optimizer's states, 2 gradients too, 3 weights too.
        processes: That share.

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
    """Bytes of a GPU by DeepSpeed's own formula for mixed precision with Adam, without offloading.

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
    """Weights of the module that holds most itself."""
    return max((sum(one.numel() for one in each.parameters(recurse=False)) for each in model.modules()), default=0)
