"""Unwraps a model from torch.compile and distributed wrappers."""

from __future__ import annotations

from torch import nn


def plain(model: nn.Module) -> nn.Module:
    """Unwrap a model from torch.compile and distributed wrappers."""
    for _ in range(4):
        inner = getattr(model, "_orig_mod", None) or (
            model.module if type(model).__name__ in ("DistributedDataParallel", "DataParallel") else None
        )
        if not isinstance(inner, nn.Module):
            return model
        model = inner
    return model
