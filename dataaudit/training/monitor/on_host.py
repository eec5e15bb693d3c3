"""Copies many small tensors from a device to the host in one transfer."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor


def on_host(groups: Sequence[Sequence[Tensor]], device: torch.device) -> list[list[list[float]]]:
    """Return the values of tensors as numbers.

    Args:
        groups: Lists of one-dimensional tensors of any type, on any device; may be empty.
        device: Where they are put together.

    Examples:
        >>> on_host([[torch.tensor([1, 2])], [], [torch.tensor([0.5])]], torch.device("cpu"))
        [[[1.0, 2.0]], [], [[0.5]]]
    """
    parts = [one.float().to(device) for some in groups for one in some]
    flat = iter(torch.cat(parts).tolist() if parts else [])
    return [[[next(flat) for _ in range(one.numel())] for one in some] for some in groups]
