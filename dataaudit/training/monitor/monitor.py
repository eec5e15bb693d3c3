"""Watches a plain training loop. Measurements go to tables and never affect the training."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import polars as pl
import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from dataaudit.training.judge_run import Judged
from dataaudit.training.monitor.clock import StepClock, memory_bytes
from dataaudit.training.monitor.modes import ModeWatch
from dataaudit.training.monitor.parameters import ParameterWatch, plain
from dataaudit.training.monitor.recorder import Recorder
from dataaudit.training.monitor.samples import SampleRecord
from dataaudit.training.monitor.units import UnitWatch

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

_LOG = logging.getLogger("dataaudit")

FIRST = 5
"""Steps at the start that are all sampled."""
_MOST_ERRORS = 5


class TrainingMonitor:
    """Watches a training loop.

    Hooks sit on the optimizer, and on parameters and activation modules during sampled steps only. Numbers are read
    from the device once per sampled step. Internal errors become notes and are never raised; after five of them the
    monitor detaches itself.

    Args:
        model: The model; may be compiled or wrapped for distributed training.
        optimizer: Its optimizer.
        out: Folder for the tables, for ``dataaudit diagnose``; nothing is written when None.
        scaler: The gradient scaler, so that norms are recorded unscaled.
        interval: Steps between samples, after the first five steps.
        name: Name of the run.
        chance_loss: Loss of guessing, if known: the entropy of the labels or of the tokens.
        baseline_loss: Loss of a simple model on the same data, if known.

    Raises:
        ValueError: The interval is below 1.

    Examples:
        >>> model = nn.Linear(3, 1)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        >>> with TrainingMonitor(model, optimizer) as monitor:
        ...     for batch in monitor.watch([torch.ones(4, 3)] * 40):
        ...         loss = model(batch).pow(2).mean()
        ...         loss.backward()
        ...         optimizer.step()
        ...         optimizer.zero_grad()
        ...         monitor.step(loss)
        >>> [finding.name for finding in monitor.diagnose().findings if finding.severity != "info"]
        []
    """

    def __init__(
        self,
        model: nn.Module,
        optimizer: torch.optim.Optimizer,
        *,
        out: str | Path | None = None,
        scaler: Any = None,
        interval: int = 20,
        name: str = "run",
        chance_loss: float | None = None,
        baseline_loss: float | None = None,
    ) -> None:
        if interval < 1:
            message = f"interval must be 1 or more, got {interval}"
            raise ValueError(message)
        self.optimizer, self.scaler, self.interval = optimizer, scaler, interval
        self.recorder = Recorder(name, out, {"chance_loss": chance_loss, "baseline_loss": baseline_loss})
        self.samples = SampleRecord()
        self.clock = StepClock()
        self._step = 0
        self._handles: list[RemovableHandle] = []
        self._for_step: list[RemovableHandle] = []
        self._losses: list[tuple[int, Any]] = []
        self._errors = 0
        self._closed = False
        self._stepped = self._backward_seen = self._queued = False
        self._held: tuple[Tensor, int] | None = None
        self._rows_in_batch = 0
        self._window = 2 * interval
        self._scale = 1.0
        self._guarded(self._attach)(model)

    def _attach(self, model: nn.Module) -> None:
        self.model = plain(model)
        self.parameters = ParameterWatch(self.model, self.optimizer)
        self.units = UnitWatch(self.model)
        self.modes = ModeWatch(self.model)
        self.device = next((one.parameter.device for one in self.parameters.watched), torch.device("cpu"))
        parts = (model, *self.model.modules())
        self._compiled = any(
            hasattr(one, "_orig_mod") or getattr(one, "_compiled_call_impl", None) is not None for one in parts
        )
        if self._compiled:
            self.units.modules = {}
            self.recorder.note("the model is compiled: its activation modules cannot be watched")
        if self.parameters.unmeasured:
            self.recorder.note(
                f"not watched: {len(self.parameters.unmeasured)} parameters that are meta, quantised or integer"
            )
        self._handles = [
            self.optimizer.register_step_pre_hook(self._guarded(self._before_step)),
            self.optimizer.register_step_post_hook(self._guarded(self._after_step)),
        ]
        self._prepare()

    # What the loop calls.

    def watch(self, loader: Iterable[ItemT]) -> Iterator[ItemT]:
        """Yield the loader's batches and measure the wait for each."""
        return self.clock.watched(loader)

    def step(
        self,
        loss: Tensor | float | None = None,
        *,
        row_ids: Any = None,
        sample_losses: Tensor | None = None,
        logits: Tensor | None = None,
        labels: Tensor | None = None,
        metrics: Mapping[str, float] | None = None,
    ) -> None:
        """End a step; call this once after every optimizer step.

        Args:
            loss: Loss of the step.
            row_ids: Row ids of the batch, from ``dataaudit run``, or any integers.
            sample_losses: (rows,) loss of every row.
            logits: (rows, classes), for margins and forgetting.
            labels: (rows,) class indices.
            metrics: Other metrics of the step, such as ``{"accuracy": 0.9}``.
        """
        self._guarded(self._note_step)(loss, row_ids, sample_losses, logits, labels, metrics)
        self._guarded(self._end_step)()

    def evaluate(self, split: str, loss: float | Tensor, **metrics: float) -> None:
        """Record an evaluation at the current step.

        Args:
            split: ``validation``, ``validation:name`` for one of several, or ``train_eval`` (training data, eval mode).
            loss: Mean loss.
            metrics: Other metrics, such as ``accuracy=0.9``.
        """
        self._guarded(self._record_evaluation)(split, loss, metrics)

    def diagnose(self) -> Judged:
        """Return the findings about the run so far."""
        return self.recorder.judged(self.tables())

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return everything measured so far, by table."""
        self._guarded(self._read)()
        return self.recorder.tables(self._unit_rows(), self.modes.measures(), self.samples.table())

    def close(self) -> None:
        """Remove all hooks, and write the tables if there is a folder."""
        if self._closed:
            return
        self._guarded(self._read)()
        self._detach()
        self._guarded(lambda: self.recorder.write(self.tables()))()
        self._closed = True
        for note in self.recorder.notes:
            _LOG.warning("TrainingMonitor: %s", note)

    def __enter__(self) -> TrainingMonitor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # What hooks call.

    @property
    def _sampled(self) -> bool:
        return self._step < FIRST or self._step % self.interval == 0

    def _prepare(self) -> None:
        """Register the hooks of a sampled step."""
        self._stepped = self._backward_seen = False
        if not self._sampled or self._errors >= _MOST_ERRORS:
            return
        self.units.step = float(self._step)
        self._for_step = [
            one.parameter.register_post_accumulate_grad_hook(self._guarded(self._accumulated))
            for one in self.parameters.watched
            if one.parameter.requires_grad and one.parameter.is_leaf
        ]
        self._for_step += self.units.hooks(self._guarded)
        if not self._compiled:
            self._for_step.append(self.model.register_forward_pre_hook(self._guarded(self._entered), with_kwargs=True))
        if self._held is not None:
            tensor, version = self._held
            for one in self.parameters.watched:
                if one.parameter.grad is tensor:
                    self._for_step.append(
                        one.parameter.register_hook(self._guarded(self._zeroed(one.parameter, version)))
                    )

    def _entered(self, module: nn.Module, inputs: tuple[Any, ...], named: Mapping[str, Any]) -> None:
        first = next((one for one in (*inputs, *named.values()) if isinstance(one, Tensor) and one.dim()), None)
        self._rows_in_batch = 0 if first is None else int(first.shape[0])

    def _zeroed(self, parameter: nn.Parameter, version: int) -> Callable[[Tensor], None]:
        """Make a hook that checks, before a gradient is added, whether the previous step's gradient is still there."""

        def hook(gradient: Tensor) -> None:
            if self._backward_seen:
                return
            kept = parameter.grad is not None and parameter.grad._version == version
            self.recorder.zero_grad.append(kept)

        return hook

    def _accumulated(self, parameter: Tensor) -> None:
        if not self._queued:
            self._queued = True
            # The engine calls it once all gradients of this backward pass are computed.
            torch.autograd.Variable._execution_engine.queue_callback(self._guarded(self._backward_done))

    def _backward_done(self) -> None:
        self._queued = False
        self._backward_seen = True
        self.parameters.after_backward()
        self.modes.look(self.model)
        if self.scaler is not None and self.scaler.is_enabled():
            # Read it now: update() changes the scale before the step ends.
            self._scale = float(self.scaler.get_scale())

    def _before_step(self, optimizer: Any, arguments: Any, named: Any) -> None:
        if not self._sampled:
            return
        if not self._backward_seen and any(one.parameter.grad is not None for one in self.parameters.watched):
            self.parameters.after_backward()
        self.parameters.before_step()

    def _after_step(self, optimizer: Any, arguments: Any, named: Any) -> None:
        self._stepped = True
        if self._sampled:
            self.parameters.after_step()
            self.parameters.note_units(self._step, self._rows_in_batch)
        self._held = None
        following = self._step + 1
        if following < FIRST or following % self.interval == 0:
            held = next((one.parameter.grad for one in self.parameters.watched if one.parameter.grad is not None), None)
            self._held = None if held is None else (held, held._version)

    def _note_step(
        self, loss: Any, row_ids: Any, sample_losses: Any, logits: Any, labels: Any, metrics: Mapping[str, float] | None
    ) -> None:
        seconds, wait = self.clock.tick()
        self.clock.remember_graph(loss)
        if isinstance(loss, Tensor):
            loss = loss.detach().reshape(())
        elif loss is not None:
            loss = float(loss)
        self._losses.append((self._step, loss))
        if row_ids is not None:
            if sample_losses is not None and len(row_ids) != sample_losses.numel():
                message = (
                    f"{len(row_ids)} row ids but {sample_losses.numel()} losses; the rows of this step were skipped"
                )
                raise ValueError(message)
            self.recorder.batch(self._step, row_ids)
            if sample_losses is not None:
                self.samples.add(self._step, row_ids, sample_losses, logits, labels)
        for name, value in (metrics or {}).items():
            self.recorder.point("train", name, self._step, float(value))
        rate = self.optimizer.param_groups[0].get("lr") if self.optimizer.param_groups else None
        if rate is not None and not isinstance(rate, Tensor):
            self.recorder.point("train", "learning_rate", self._step, float(rate))
        self.recorder.time(self._step, seconds, wait)

    def _end_step(self) -> None:
        if self._sampled:
            self._guarded(self._read)()
        if self.scaler is not None:
            self.recorder.point("train", "skipped", self._step, float(not self._stepped))
        self._step += 1
        self._remove_step_hooks()
        if self._step == self._window:
            # Units are judged on the later part of the run, at least its last quarter.
            self.units.forget()
            self.parameters.forget_units()
            self._window *= 2
        self._prepare()

    def _record_evaluation(self, split: str, loss: Any, metrics: Mapping[str, float]) -> None:
        self.recorder.point(split, "loss", self._step, float(loss))
        for name, value in metrics.items():
            self.recorder.point(split, name, self._step, float(value))

    def _read(self) -> None:
        """Copy pending values from the device to the host in one transfer."""
        # Take the losses first: a failed read is noted once and not repeated.
        losses, self._losses = self._losses, []
        held = [(step, loss) for step, loss in losses if isinstance(loss, Tensor)]
        waiting = self.parameters.device_values()
        parts = [*waiting, *(loss.reshape(()).float()[None] for _, loss in held)]
        flat = torch.cat([part.float().to(self.device) for part in parts]).tolist() if parts else []
        values: list[list[float]] = []
        for one in waiting:
            values.append(flat[: one.numel()])
            flat = flat[one.numel() :]
        read = dict(zip([step for step, _ in held], flat, strict=True))
        for step, loss in losses:
            value = read.get(step, loss)
            if value is not None:
                self.recorder.point("train", "loss", step, float(value))
        if waiting:
            scale = self._scale
            rows, total, at_step = self.parameters.rows(self._step, scale, values)
            self.recorder.sampled(
                self._step, rows, total, at_step, scale if self.scaler is not None else None,
                memory_bytes(self.device), self.clock.graphs_alive(), backward=self._backward_seen,
            )  # fmt: skip
        self.samples.read()

    def _unit_rows(self) -> list[dict[str, Any]]:
        return [*self.units.rows(), *self.parameters.unit_rows()]

    # How it stays out of the way.

    def _guarded(self, function: Callable[..., ResultT]) -> Callable[..., ResultT | None]:
        """Wrap a function so that its errors become notes; a hook that returns None has no effect."""

        @functools.wraps(function)
        def call(*arguments: Any, **named: Any) -> ResultT | None:
            if self._closed:
                return None
            try:
                with torch.no_grad():
                    return function(*arguments, **named)
            except Exception as error:
                self._failed(error)
                return None

        return call

    def _failed(self, error: Exception) -> None:
        self._errors += 1
        self._queued = False
        if self._errors <= _MOST_ERRORS:
            self.recorder.note(f"step {self._step}: {type(error).__name__}: {' '.join(str(error).split())[:200]}")
        if self._errors == _MOST_ERRORS:
            self.recorder.note("the monitor detached itself after five errors; training continues")
            self._detach()

    def _remove_step_hooks(self) -> None:
        for handle in self._for_step:
            handle.remove()
        self._for_step = []

    def _detach(self) -> None:
        self._remove_step_hooks()
        for handle in self._handles:
            handle.remove()
        self._handles = []
        self._held = None
