"""Number types of operations and of weights."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from torch import nn

TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}

LOW_WEIGHTS = {
    "fp16": "fp16 weights have no master copy: updates below a thousandth of a weight are lost, and Adam's second "
    "moment underflows to zero, which makes steps far too large; keep weights in fp32 and set precision: fp16",
    "bf16": "bf16 weights have no master copy: updates below a two-hundredth of a weight are lost; keep weights in "
    "fp32 and set precision: bf16",
}
"""Warnings about low-precision weights."""


def autocast(device: torch.device, precision: str) -> AbstractContextManager[Any]:
    """Return the autocast context for a precision; it does nothing for fp32."""
    return nullcontext() if precision == "fp32" else torch.autocast(device.type, TYPES[precision])


def gradient_scaler(device: torch.device, precision: str) -> torch.amp.GradScaler | None:
    """Return the gradient scaler that fp16 needs to keep small gradients; None for other types."""
    return torch.amp.GradScaler(device.type) if precision == "fp16" else None


def lower_weights(model: nn.Module, weights: str) -> str | None:
    """Convert floating-point weights and buffers to another type.

    Returns:
        A warning for the user, or None.
    """
    if weights == "fp32":
        return None
    model.to(TYPES[weights])
    return LOW_WEIGHTS[weights]


def adam_epsilon(weights: str) -> float:
    """Return Adam's epsilon: in fp16 the usual 1e-8 is zero, and updates without gradient would divide by it."""
    return 1e-4 if weights == "fp16" else 1e-8


def scaler_state(scaler: Any) -> float | None:
    """Return the scale of a scaler, or None."""
    return float(scaler.get_scale()) if scaler is not None else None
