"""Watches a Hugging Face Trainer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import TrainerCallback

from dataaudit.findings.finding import Result
from dataaudit.training.monitor.monitor import TrainingMonitor
from dataaudit.training.sink import PREFIX


class MonitorCallback(TrainerCallback):
    """A callback for ``transformers.Trainer``: ``Trainer(..., callbacks=[MonitorCallback("reports/my-run")])``.

    The loss of every step comes from the model's output, not from the Trainer's log, which averages over logging_steps
    and replaces NaN by default.

    Args:
        out: Folder for the tables, for ``dataaudit diagnose``; nothing is written when None.
        log: Whether measurements also go to the Trainer's log history, and with it to ``trainer_state.json``.
        settings: Further arguments of ``TrainingMonitor``.
    """

    def __init__(self, out: str | Path | None = None, *, log: bool = False, **settings: Any) -> None:
        self.out, self.settings, self.log = out, settings, log
        self.monitor: TrainingMonitor | None = None
        self._losses: list[Tensor] = []
        self._summed = False
        self._handle: Any = None

    def on_train_begin(self, args: Any, state: Any, control: Any, **named: Any) -> None:
        """Attach the monitor."""
        model, optimizer = named["model"], named["optimizer"]
        settings = {"start": state.global_step, **self.settings}
        if self.log:
            settings["trackers"] = [*settings.get("trackers", ()), _LogHistory(state.log_history)]
        self.monitor = TrainingMonitor(model, optimizer, out=self.out, **settings)
        self._handle = model.register_forward_hook(self._seen, with_kwargs=True)

    def _seen(self, module: Any, inputs: Any, given: dict[str, Any], output: Any) -> None:
        loss = output.get("loss") if isinstance(output, dict) else getattr(output, "loss", None)
        if isinstance(loss, Tensor) and loss.numel() == 1 and module.training and torch.is_grad_enabled():
            self._losses.append(loss.detach())
            # If the item count of the whole window is passed, each micro-batch loss is a share of one mean.
            self._summed = given.get("num_items_in_batch") is not None

    def on_step_end(self, args: Any, state: Any, control: Any, **named: Any) -> None:
        """End a step of the monitor with the loss of its micro-batches."""
        if self.monitor is None:
            return
        loss = None
        if self._losses:
            stacked = torch.stack([one.float() for one in self._losses])
            loss = stacked.sum() if self._summed else stacked.mean()
        self._losses = []
        self.monitor.step(loss)
        control.should_training_stop = control.should_training_stop or self.monitor.should_stop

    def on_evaluate(
        self, args: Any, state: Any, control: Any, metrics: dict[str, float] | None = None, **named: Any
    ) -> None:
        """Record an evaluation."""
        if self.monitor is None:
            return
        for name, value in (metrics or {}).items():
            if name.endswith("_loss") and name.startswith("eval"):
                middle = name[len("eval_") : -len("_loss")] if name != "eval_loss" else ""
                self.monitor.evaluate(f"validation:{middle}" if middle else "validation", float(value))

    def on_train_end(self, args: Any, state: Any, control: Any, **named: Any) -> None:
        """Detach the monitor and write its tables."""
        if self._handle is not None:
            self._handle.remove()
        if self.monitor is not None:
            self.monitor.close()


class _LogHistory:
    """A sink that appends to a Trainer's log history."""

    def __init__(self, history: list[Any]) -> None:
        self._history = history

    def metrics(self, step: int, values: Mapping[str, float]) -> None:
        self._history.append({**values, "step": step})

    def finding(self, step: int, found: Result) -> None:
        self._history.append({f"{PREFIX}{found.severity}": found.name, "step": step})

    def close(self) -> None:
        pass
