"""One model with its optimizer: the hooks on both, and what they measure in a sampled step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from dataaudit.training.library_parts import left_out, library_parts
from dataaudit.training.monitor.forwards import ForwardWatch
from dataaudit.training.monitor.modes import ModeWatch
from dataaudit.training.monitor.optimizers import innermost, scaler_above
from dataaudit.training.monitor.parameters import ParameterWatch
from dataaudit.training.monitor.units import UnitWatch
from dataaudit.training.monitor.zeroing import ZeroWatch
from dataaudit.training.objective import by_name
from dataaudit.training.plain_model import plain
from dataaudit.training.probes.modules import heavy_dropouts

Guard = Callable[[Callable[..., Any]], Callable[..., Any]]


_STEPS_OF_SCALER = 20
"""First steps in which a scaler is looked for."""
_ENOUGH_LOOKS = 5
"""Steps of which all calls of modules are seen, to say that one is never called."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """What was measured of one model in a sampled step.

    Attributes:
        rows: Of the gradient table.
        total: Norm of all gradients before clipping, or None.
        at_step: That at the optimizer step, or None if nothing stepped.
    """

    rows: list[dict[str, Any]]
    total: float | None
    at_step: float | None


class WatchedModel:
    """Hooks of one model and its optimizer.

    Args:
        name: Put before the names of parameters and modules, with a dot; empty if there is one model alone.
        model: May be compiled or wrapped for distributed training.
        optimizer: May be wrapped, as accelerate does.
        guard: Makes a function's errors notes.
        scaler: Gradient scaler, or None.
        only_held: Watch the parameters that the optimizer holds alone: others are another optimizer's.

    Raises:
        TypeError: It is not a module with an optimizer.
    """

    def __init__(
        self, name: str, model: nn.Module, optimizer: Any, guard: Guard, scaler: Any = None, *, only_held: bool = False
    ) -> None:
        if not isinstance(model, nn.Module) or not hasattr(innermost(optimizer), "param_groups"):
            message = f"a model and its optimizer are needed, got {type(model).__name__}, {type(optimizer).__name__}"
            raise TypeError(message)
        self.prefix = f"{name}." if name else ""
        self.model, self.optimizer, self.scaler = plain(model), innermost(optimizer), scaler
        self._guard = guard
        self.parameters = ParameterWatch(self.model, self.optimizer, only_held=only_held)
        self.units, self.modes = UnitWatch(self.model), ModeWatch(self.model)
        self.zeroes, self.forwards = ZeroWatch(self.parameters.watched), ForwardWatch(self.model)
        self.device = next((one.parameter.device for one in self.parameters.watched), torch.device("cpu"))
        parts = (model, *self.model.modules())
        self.compiled = any(
            hasattr(one, "_orig_mod") or getattr(one, "_compiled_call_impl", None) is not None for one in parts
        )
        if self.compiled:
            self.units.modules = {}
        self.scale = 1.0
        self.stepped = self.backward_seen = self._before = False
        self.step, self.late_passes = 0, 0
        self._late = False
        self.given: Any = None
        self.output: Any = None
        self._called: set[str] = set()
        self._looks = 0
        self._queued = self._sampled = self._next_sampled = False
        self._for_step: list[RemovableHandle] = []

    def prepare(self, step: int, sampled: bool, *, outputs: bool, next_sampled: bool) -> None:
        """Register the hooks of a step.

        Args:
            step: The step that begins.
            sampled: Whether it is measured.
            outputs: Whether the model's output is kept until the step ends.
            next_sampled: Whether the step after it is measured.
        """
        self.stepped = self.backward_seen = self._before = False
        self._sampled, self._next_sampled, self.step = sampled, next_sampled, step
        if not self.compiled:
            self.forwards.prepare(step, sampled=sampled)
        has_hooks = hasattr(self.optimizer, "register_step_pre_hook")
        if has_hooks and (sampled or next_sampled or self.scaler is not None):
            self._for_step = [
                self.optimizer.register_step_pre_hook(self._guard(self._before_step)),
                self.optimizer.register_step_post_hook(self._guard(self._after_step)),
            ]
        if not sampled:
            return
        self.units.step = float(step)
        self._for_step += [
            one.parameter.register_post_accumulate_grad_hook(self._guard(self._accumulated))
            for one in self.parameters.watched
            if one.parameter.requires_grad and one.parameter.is_leaf
        ]
        self._for_step += self.units.hooks(self._guard)
        self._for_step += self.zeroes.hooks(self._guard)
        if outputs and not self.compiled:
            self._looks += 1
            self._for_step += [
                module.register_forward_pre_hook(self._used(name))
                for name, module in self.model.named_modules()
                if name not in self._called and any(True for _ in module.parameters(recurse=False))
            ]
            self._for_step.append(self.model.register_forward_hook(self._answered, with_kwargs=True))

    def _used(self, name: str) -> Callable[..., None]:
        def see(module: nn.Module, inputs: Any) -> None:
            if torch.is_grad_enabled():
                self._called.add(name)

        return see

    def _answered(self, module: nn.Module, inputs: Any, named: dict[str, Any], output: Any) -> None:
        # Tensors of a function transform, as in meta-learning, mean nothing outside of it.
        if torch.is_grad_enabled() and torch._C._functorch.maybe_current_level() is None:
            self.given, self.output = by_name(self.model, inputs, named), output

    def _accumulated(self, parameter: Tensor) -> None:
        if not self._queued:
            self._queued = True
            # The engine calls it once all gradients of this backward pass are computed.
            torch.autograd.Variable._execution_engine.queue_callback(self._guard(self._gradients_there))

    def _gradients_there(self) -> None:
        # Behind what others have queued since: a data-parallel wrapper averages over processes there.
        torch.autograd.Variable._execution_engine.queue_callback(self._guard(self._backward_done))

    def _backward_done(self) -> None:
        self._queued = False
        if self.stepped:
            # Another model's pass, whose gradients for this one are cleared before its next step.
            self._late = True
            return
        self.backward_seen = True
        self.parameters.after_backward()
        self.modes.look(self.model)
        if self.scaler is not None and self.scaler.is_enabled():
            # Read it now: update() changes the scale before the step ends.
            self.scale = float(self.scaler.get_scale())

    def _before_step(self, optimizer: Any, arguments: Any, named: Any) -> None:
        if not self._sampled:
            return
        if self.scaler is None and self.step < _STEPS_OF_SCALER and (scaler := scaler_above()) is not None:
            self.scaler, self.scale = scaler, float(scaler.get_scale())
        if not self.backward_seen and any(one.parameter.grad is not None for one in self.parameters.watched):
            self.parameters.after_backward()
        self._before = self.backward_seen
        if self._before:
            self.parameters.at_step()
        self.parameters.before_step()

    def _after_step(self, optimizer: Any, arguments: Any, named: Any) -> None:
        self.stepped = True
        if self._sampled:
            if not self._before:
                # A closure ran the backward pass inside the step: the gradients that it used are still there.
                self.parameters.at_step()
            self.parameters.after_step()
            self.parameters.note_units(self.step, self.forwards.rows)
        if self._next_sampled:
            self.zeroes.hold()

    def rows(self, step: int, values: list[list[float]]) -> Sampled:
        """Return what was measured in a step, from the values of ``device_values`` on the host."""
        measured = bool(values)
        rows, total, at_step = self.parameters.rows(step, self.scale, values)
        named = [{**row, "parameter": self.prefix + row["parameter"]} for row in rows] if measured else []
        return Sampled(named, total, (at_step or 0.0) if self.stepped else None)

    def end_step(self) -> None:
        """Remove the hooks of a step."""
        self.remove_step_hooks()
        self.given = self.output = None
        self.forwards.end_step()
        if self._sampled:
            self.zeroes.end_step()
            self.late_passes += self._late
        self._late = False

    def forget_units(self) -> None:
        """Start a new window for units."""
        self.units.forget()
        self.parameters.forget_units()

    def unit_rows(self) -> list[dict[str, Any]]:
        """Return rows of the unit table."""
        return [
            {**row, "module": self.prefix + row["module"]} for row in (*self.units.rows(), *self.parameters.unit_rows())
        ]

    def mode_rows(self) -> list[dict[str, Any]]:
        """Return what is known about modes and about modules that are never called, as rows of the probe table."""
        uncalled = {
            one.name
            for one in self.parameters.watched
            if one.module not in self._called and self._called and self._looks >= _ENOUGH_LOOKS
        }
        trained = [one.name for one in self.parameters.watched if one.parameter.requires_grad]
        left = left_out(library_parts(self.model), self.parameters.never_reached(), trained)
        unused = [
            {"probe": "unused", "measure": "parameter", "value": 1.0, "where": one.name}
            for one in self.parameters.watched
            if one.name in uncalled | left
        ]
        known = (*self.modes.measures(), *unused, *heavy_dropouts(self.model))
        return [{**row, "where": self.prefix + row["where"]} for row in known]

    def failed(self) -> None:
        """Forget a backward pass that was cut short by an error."""
        self._queued = False

    def remove_step_hooks(self) -> None:
        """Remove the hooks of a sampled step."""
        for handle in self._for_step:
            handle.remove()
        self._for_step = []

    def detach(self) -> None:
        """Remove all hooks."""
        self.remove_step_hooks()
        self.forwards.detach()
