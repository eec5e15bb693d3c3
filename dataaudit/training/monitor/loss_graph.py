"""Walks the graph of a loss to the parameters that it depends on."""

from __future__ import annotations

from typing import Any

from torch import Tensor

_MOST = 200_000


def leaves(loss: Tensor) -> list[Tensor] | None:
    """Return the leaves that a loss depends on, or None if its graph is too large to walk.

    The nodes are there after the backward pass too, as long as the loss is.

    Args:
        loss: A tensor; without a graph there are no leaves.

    Examples:
        >>> import torch
        >>> one, other = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
        >>> [leaf is one for leaf in leaves((one * other.detach()).sum())]
        [True]
    """
    found: list[Tensor] = []
    waiting: list[Any] = [loss.grad_fn] if loss.grad_fn is not None else []
    seen = set(waiting)
    while waiting:
        node = waiting.pop()
        variable = getattr(node, "variable", None)
        if variable is not None:
            found.append(variable)
        for following, _ in node.next_functions:
            if following is not None and following not in seen:
                seen.add(following)
                waiting.append(following)
        if len(seen) > _MOST:
            return None
    return found
