"""What operations compute in, and what weights are kept in."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from torch import nn

TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}

LOW_WEIGHTS = {
    "fp16": "weights in fp16 have no master copy: updates below a thousandth of a weight are lost, and Adam's second "
    "moment becomes zero, so that steps are far too large; keep weights in fp32 and compute in fp16 (precision)",
    "bf16": "weights in bf16 have no master copy: updates below a two-hundredth of a weight are lost; keep weights in "
    "fp32 and compute in bf16 (precision)",
}
"""What to be told about weights of low precision."""


def autocast(device: torch.device, precision: str) -> AbstractContextManager[Any]:
    """The context that operations run in; it does nothing for fp32."""
    return nullcontext() if precision == "fp32" else torch.autocast(device.type, TYPES[precision])


def gradient_scaler(device: torch.device, precision: str) -> torch.amp.GradScaler | None:
    """The scaler that fp16 needs, so that small gradients do not vanish; None for others."""
    return torch.amp.GradScaler(device.type) if precision == "fp16" else None


def lower_weights(model: nn.Module, weights: str) -> str | None:
    """Keep floating-point weights and buffers in another type.

    Returns:
        What the user should know, or None.
    """
    if weights == "fp32":
        return None
    model.to(TYPES[weights])
    return LOW_WEIGHTS[weights]


def adam_epsilon(weights: str) -> float:
    """Adam's epsilon: in fp16 the usual 1e-8 is zero, and a weight without gradient is divided by it."""
    return 1e-4 if weights == "fp16" else 1e-8


def scaler_state(scaler: Any) -> float | None:
    """Scale of a scaler, or None."""
    return float(scaler.get_scale()) if scaler is not None else None
