"""Which of several processes this is, where some train together."""

from __future__ import annotations

import torch


def rank_and_size() -> tuple[int, int]:
    """Return this process's rank and how many there are; 0 and 1 if it trains alone."""
    distributed = torch.distributed
    if not distributed.is_available() or not distributed.is_initialized():
        return 0, 1
    return distributed.get_rank(), distributed.get_world_size()
