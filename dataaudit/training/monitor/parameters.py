"""Measures gradient, weight and update norms of all parameters with fused operations and one synchronisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from dataaudit.training.monitor.units import ENOUGH

_SHORT = (torch.bfloat16, torch.float16)
LARGEST = 1 << 16
"""Elements of a parameter used to measure its update; larger parameters are sampled evenly."""


def local(tensor: Tensor) -> Tensor:
    """Return this process's part of a sharded tensor, or the values of a sparse one."""
    if hasattr(tensor, "to_local"):
        tensor = tensor.to_local()
    return tensor.coalesce().values() if tensor.is_sparse else tensor


def divided(tensor: Tensor) -> bool:
    """Whether this process holds a part of a tensor whose rest others hold."""
    return any(placement.is_shard() for placement in getattr(tensor, "placements", ()))


def measurable(parameter: Tensor) -> bool:
    """Whether a parameter has readable floating-point values."""
    return parameter.is_floating_point() and parameter.device.type != "meta" and not parameter.is_quantized


def norms(tensors: Sequence[Tensor]) -> Tensor:
    """Return norms in float32, on the device of the first tensor.

    Args:
        tensors: At least one.
    """
    plain_ones = [local(one.detach()) for one in tensors]
    found = torch._foreach_norm(plain_ones, 2, torch.float32)
    device = found[0].device
    return torch.stack([one.to(device) for one in found])


@dataclass(slots=True)
class Watched:
    """A parameter that is watched.

    Attributes:
        name: Name in the model.
        parameter: The parameter itself.
        depth: Position in model order.
        embedding: Whether it is an embedding table.
        rows: Whether its first dimension counts the units of a layer.
        module: Name of its module.
    """

    name: str
    parameter: nn.Parameter
    depth: int
    embedding: bool
    rows: bool
    module: str


@dataclass(slots=True)
class Window:
    """Which units had a gradient over some sampled steps.

    Attributes:
        alive: By parameter, which of its units had a nonzero gradient.
        values: Rows seen.
        first: First step.
        last: Last step.
    """

    alive: dict[str, Tensor] = field(default_factory=dict)
    values: int = 0
    first: float = 0.0
    last: float = 0.0


@dataclass(slots=True)
class Measured:
    """Measurements of one sampled step, still on the device."""

    gradients: Tensor | None = None
    with_gradient: list[int] = field(default_factory=list)
    clipped: Tensor | None = None
    with_clipped: list[int] = field(default_factory=list)
    weights: Tensor | None = None
    before: list[tuple[Tensor, int, int]] = field(default_factory=list)
    updates: Tensor | None = None
    moved: Tensor | None = None


class ParameterWatch:
    """Measures the parameters of a model during sampled steps.

    Args:
        model: The model; tied parameters are watched once.
        optimizer: Their optimizer.
        only_held: Leave out what the optimizer does not hold.
    """

    def __init__(self, model: nn.Module, optimizer: torch.optim.Optimizer, *, only_held: bool = False) -> None:
        held = {id(one) for group in optimizer.param_groups for one in group["params"]}
        self.optimizer = optimizer
        kinds: dict[int, tuple[bool, bool, str]] = {}
        for module_name, module in model.named_modules():
            for _, parameter in module.named_parameters(recurse=False):
                embedding = isinstance(module, nn.Embedding | nn.EmbeddingBag)
                rows = isinstance(module, nn.Linear | nn.Conv1d | nn.Conv2d | nn.Conv3d) and parameter.dim() >= 2
                kinds.setdefault(id(parameter), (embedding, rows, module_name))
        self.watched = [
            Watched(name.replace("_orig_mod.", ""), parameter, depth, *kinds.get(id(parameter), (False, False, "")))
            for depth, (name, parameter) in enumerate(model.named_parameters())
            if measurable(parameter) and (not only_held or id(parameter) in held)
        ]
        self.unmeasured = [name for name, parameter in model.named_parameters() if not measurable(parameter)]
        self._reached: set[int] = set()
        self.now = Measured()
        self.window, self.window_before = Window(), Window()

    def after_backward(self) -> None:
        """Measure gradient norms at the end of a backward pass, before clipping."""
        have = [place for place, one in enumerate(self.watched) if one.parameter.grad is not None]
        self.now.with_gradient = have
        self._reached.update(have)
        self.now.gradients = norms([self._grad(place) for place in have]) if have else None
        self.now.weights = norms([one.parameter for one in self.watched]) if self.watched else None

    def never_reached(self) -> list[str]:
        """Names of trained parameters that had no gradient after any measured backward pass."""
        return [
            one.name for place, one in enumerate(self.watched)
            if place not in self._reached and one.parameter.requires_grad
        ]  # fmt: skip

    def at_step(self) -> None:
        """Measure gradient norms as the optimizer receives them."""
        have = [place for place, one in enumerate(self.watched) if one.parameter.grad is not None]
        self.now.with_clipped = have
        self.now.clipped = norms([self._grad(place) for place in have]) if have else None

    def before_step(self) -> None:
        """Keep the weights before the optimizer changes them."""
        if self.now.weights is None and self.watched:
            self.now.weights = norms([one.parameter for one in self.watched])
        self.now.before = [self._sample(one.parameter) for one in self.watched]

    def after_step(self) -> None:
        """Measure the norms of the optimizer's updates."""
        if not self.now.before:
            return
        after = [
            local(one.parameter.detach()).reshape(-1)[::stride]
            for one, (_, stride, _) in zip(self.watched, self.now.before, strict=True)
        ]
        changed = torch._foreach_sub(after, [sample for sample, _, _ in self.now.before])
        self.now.updates = norms(changed)
        # Only of types in which an update may be lost in rounding.
        short = [one.ne(0).float().mean() for one in changed if one.dtype in _SHORT]
        self.now.moved = torch.stack(short) if short else None
        self.now.before = [(sample[:0], stride, count) for sample, stride, count in self.now.before]

    def note_units(self, step: int, rows: int) -> None:
        """Record which units of every layer have a nonzero gradient.

        Args:
            step: Optimizer step.
            rows: Rows of the batch.
        """
        window = self.window
        window.first = window.first if window.values else float(step)
        window.last, window.values = float(step), window.values + rows
        for one in self.watched:
            gradient = one.parameter.grad
            # Of a part of a layer nobody knows how many units the whole has.
            if one.rows and gradient is not None and not gradient.is_sparse and not divided(one.parameter):
                alive = local(gradient.detach()).flatten(1).abs().amax(1) > 0
                before = window.alive.get(one.name)
                window.alive[one.name] = alive if before is None else before | alive

    def forget_units(self) -> None:
        """Start a new window."""
        self.window_before, self.window = self.window, Window()

    def unit_rows(self) -> list[dict[str, Any]]:
        """Return rows of the unit table from gradients, for layers whose activation is a function or compiled."""
        enough = self.window.values >= ENOUGH or not self.window_before.values
        window = self.window if enough else self.window_before
        modules = {one.name: one.module for one in self.watched}
        return [
            {
                "module": modules[name], "kind": "rectified", "output": False, "units": alive.numel(),
                "dead": int((~alive).sum()), "saturated": 0.0, "values_per_unit": window.values,
                "first_step": window.first, "last_step": window.last,
            }
            for name, alive in window.alive.items()
        ]  # fmt: skip

    def _grad(self, place: int) -> Tensor:
        gradient = self.watched[place].parameter.grad
        return gradient if gradient is not None else torch.zeros(0)

    def _sample(self, parameter: Tensor) -> tuple[Tensor, int, int]:
        flat = local(parameter.detach()).reshape(-1)
        stride = max(1, -(-flat.numel() // LARGEST))
        return flat[::stride].clone(), stride, flat.numel()

    def device_values(self) -> list[Tensor]:
        """Return the tensors that must be read from the device, to be transferred together."""
        now = self.now
        return [one for one in (now.gradients, now.clipped, now.weights, now.updates, now.moved) if one is not None]

    def rows(
        self, step: int, scale: float, values: list[list[float]]
    ) -> tuple[list[dict[str, Any]], float | None, float | None]:
        """Return rows of the gradient table, the total norm before clipping, and that at the optimizer step.

        Args:
            step: Optimizer step.
            scale: Factor that gradients were multiplied by, 1 without a scaler.
            values: The values of ``device_values`` on the host.
        """
        now, read = self.now, list(values)
        gradients = dict(zip(now.with_gradient, read.pop(0), strict=True)) if now.gradients is not None else {}
        clipped = dict(zip(now.with_clipped, read.pop(0), strict=True)) if now.clipped is not None else {}
        weights = read.pop(0) if now.weights is not None else []
        updates = read.pop(0) if now.updates is not None else []
        moved = iter(read.pop(0) if now.moved is not None else [])
        rates = {id(p): float(group.get("lr", 0.0)) for group in self.optimizer.param_groups for p in group["params"]}
        rows = []
        for place, one in enumerate(self.watched):
            norm = gradients.get(place)
            finite = norm is None or norm - norm == 0
            stretched = (
                (now.before[place][2] / max(1, -(-now.before[place][2] // now.before[place][1]))) ** 0.5
                if now.before
                else 1.0
            )
            rows.append(
                {
                    "step": float(step),
                    "parameter": one.name,
                    "depth": one.depth,
                    "numel": one.parameter.numel(),
                    "dimensions": one.parameter.dim(),
                    "trainable": one.parameter.requires_grad,
                    "shard": divided(one.parameter),
                    "embedding": one.embedding,
                    "held": id(one.parameter) in rates,
                    "rate": rates.get(id(one.parameter), 0.0),
                    "grad_norm": None if norm is None else (norm / scale if finite else norm),
                    "nonfinite": 0 if finite else self._count(place),
                    "weight_norm": weights[place] if weights else None,
                    "update_norm": updates[place] * stretched if updates else None,
                    "moved": next(moved, None) if one.parameter.dtype in _SHORT else None,
                }
            )
        total = sum(value * value for value in gradients.values()) ** 0.5 / scale if gradients else None
        at_step = sum(value * value for value in clipped.values()) ** 0.5 if clipped else None
        self.now = Measured()
        return rows, total, at_step

    def _count(self, place: int) -> int:
        """Count the non-finite values of a gradient; a separate read, because it is rare."""
        gradient = self.watched[place].parameter.grad
        return max(1, int((~torch.isfinite(local(gradient))).sum())) if gradient is not None else 1
