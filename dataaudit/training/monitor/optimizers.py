"""Finds the optimizer that really steps behind wrappers such as those of accelerate, schedulers and SAM."""

from __future__ import annotations

import sys
from typing import Any

_DEEPEST = 4
_CALLS = 12
"""Calls between a scaler's step and the optimizer's hook, at most."""


def innermost(optimizer: Any) -> Any:
    """Return the optimizer that updates the parameters: a wrapper's own hooks may never be called.

    A wrapper is an object that holds exactly one optimizer with one of its parameters, whatever the attribute's name.

    Args:
        optimizer: An optimizer, or a wrapper of one.

    Examples:
        >>> import torch
        >>> class Wrapper:
        ...     def __init__(self, inner: torch.optim.Optimizer) -> None:
        ...         self.base, self.param_groups = inner, inner.param_groups
        >>> inner = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.1)
        >>> innermost(Wrapper(inner)) is inner, innermost(inner) is inner
        (True, True)
    """
    for _ in range(_DEEPEST):
        own = _parameters(optimizer)
        held = [one for one in vars(optimizer).values() if _is_optimizer(one) and one is not optimizer]
        inner = [one for one in held if not own or own & _parameters(one)]
        if len(inner) != 1:
            return optimizer
        optimizer = inner[0]
    return optimizer


def scaler_above() -> Any:
    """Return the gradient scaler that is stepping an optimizer right now, or None: it calls the optimizer's step."""
    frame = sys._getframe(1)
    for _ in range(_CALLS):
        caller = frame.f_back
        if caller is None:
            return None
        frame = caller
        # The variables of another frame would be kept alive by looking at them.
        if frame.f_code.co_filename.endswith("grad_scaler.py"):
            return frame.f_locals.get("self")
    return None


def _is_optimizer(one: Any) -> bool:
    return hasattr(one, "param_groups") and hasattr(one, "step") and hasattr(one, "__dict__")


def _parameters(optimizer: Any) -> set[int]:
    groups = getattr(optimizer, "param_groups", None) or []
    return {id(parameter) for group in groups for parameter in group["params"]}
