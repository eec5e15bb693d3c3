"""Dead and saturated units, seen by forward hooks that are there in sampled steps only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

RECTIFIED = (nn.ReLU, nn.ReLU6, nn.Threshold, nn.Hardswish, nn.Hardsigmoid)
BOUNDED = (nn.Tanh, nn.Sigmoid)
ENOUGH = 256
"""Values of a unit that a window must hold before it takes the place of the one before it."""
_TANH, _SIGMOID = 0.9999092, 0.0003354
"""Outputs for inputs of 5 and of -8: the derivative beyond is below 2e-4 and 4e-4."""


@dataclass(slots=True)
class Seen:
    """What is known of one module: by unit whether it was ever on, and how many values were saturated."""

    kind: str
    alive: Tensor | None = None
    saturated: Tensor | None = None
    total: int = 0
    per_unit: int = 0
    first: float = 0.0
    last: float = 0.0


class UnitWatch:
    """Watches activation modules.

    Args:
        model: The model itself; modules that were compiled cannot be watched and are left out.
    """

    def __init__(self, model: nn.Module) -> None:
        self.modules = {
            name or "(model)": module
            for name, module in model.named_modules()
            if isinstance(module, RECTIFIED + BOUNDED) and getattr(module, "_compiled_call_impl", None) is None
        }
        self.seen: dict[str, Seen] = {}
        self.before: dict[str, Seen] = {}
        self.step = 0.0
        self.order: list[str] = []
        """Modules in the order in which they were last called."""

    def hooks(self, guard: Callable[[Callable[..., Any]], Callable[..., Any]]) -> list[RemovableHandle]:
        """Put hooks on the modules, for one step."""
        self.order = []
        return [module.register_forward_hook(guard(self._hook(name))) for name, module in self.modules.items()]

    def forget(self) -> None:
        """Begin anew: what a unit did at the beginning of a run does not tell whether it is dead at the end."""
        self.before, self.seen = self.seen, {}

    def _hook(self, name: str) -> Callable[..., None]:
        def hook(module: nn.Module, inputs: Any, output: Any) -> None:
            if isinstance(output, Tensor) and output.is_floating_point() and output.dim() >= 2 and module.training:
                self._see(name, module, output.detach())

        return hook

    def _see(self, name: str, module: nn.Module, output: Tensor) -> None:
        self.order.append(name)
        rectified = isinstance(module, RECTIFIED)
        seen = self.seen.setdefault(name, Seen("rectified" if rectified else "bounded", first=self.step))
        seen.last = self.step
        # Channels of a convolution come second, features of everything else last.
        unit = 1 if output.dim() >= 4 else output.dim() - 1
        others = [dimension for dimension in range(output.dim()) if dimension != unit]
        seen.per_unit += output.numel() // output.shape[unit]
        seen.total += output.numel()
        if rectified:
            alive = (
                (output > 0).any(dim=others[0])
                if len(others) == 1
                else (output > 0).flatten().view(output.shape).amax(dim=others)
            )
            seen.alive = alive if seen.alive is None or seen.alive.shape != alive.shape else seen.alive | alive
            return
        low, high = (-_TANH, _TANH) if isinstance(module, nn.Tanh) else (_SIGMOID, 1 - _SIGMOID)
        ends = ((output < low) | (output > high)).sum()
        seen.saturated = ends if seen.saturated is None else seen.saturated + ends

    def rows(self) -> list[dict[str, Any]]:
        """Rows of the table of units."""
        last = self.order[-1] if self.order else ""
        enough = self.seen and min(seen.per_unit for seen in self.seen.values()) >= ENOUGH
        chosen = self.seen if enough or not self.before else self.before
        return [
            {
                "module": name,
                "kind": seen.kind,
                "output": name == last and seen.kind == "bounded",
                "units": 0 if seen.alive is None else seen.alive.numel(),
                "dead": 0 if seen.alive is None else int((~seen.alive.bool()).sum()),
                "saturated": 0.0 if seen.saturated is None else float(seen.saturated) / max(seen.total, 1),
                "values_per_unit": seen.per_unit,
                "first_step": seen.first,
                "last_step": seen.last,
            }
            for name, seen in chosen.items()
        ]
