"""Detects dead and saturated units with forward hooks that exist only in sampled steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

RECTIFIED = (nn.ReLU, nn.ReLU6, nn.Threshold, nn.Hardswish, nn.Hardsigmoid)
BOUNDED = (nn.Tanh, nn.Sigmoid)
ENOUGH = 256
"""Values per unit that a window needs before it replaces the previous one."""
_TANH, _SIGMOID = 0.9999092, 0.0003354
"""Outputs for inputs of 5 and of -8, beyond which the derivative is below 2e-4 and 4e-4."""


@dataclass(slots=True)
class Seen:
    """State of one module: whether each unit was ever active, and how many values were saturated."""

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
        model: The unwrapped model; compiled modules cannot be watched and are skipped.
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
        """Modules in the order of their last calls."""

    def hooks(self, guard: Callable[[Callable[..., Any]], Callable[..., Any]]) -> list[RemovableHandle]:
        """Register hooks on the modules for one step."""
        self.order = []
        return [module.register_forward_hook(guard(self._hook(name))) for name, module in self.modules.items()]

    def forget(self) -> None:
        """Start a new window: activity at the start of a run does not show whether a unit is dead at the end."""
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
        # The units are dimension 1 of convolutions and the last dimension of everything else.
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
        """Return rows of the unit table."""
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
