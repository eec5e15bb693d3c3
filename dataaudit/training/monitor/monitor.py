"""Watches a plain training loop. Measurements go to tables and never affect the training."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl
from torch import Tensor, nn

from dataaudit.errors import RunDirectoryError
from dataaudit.training.alarms import Tell
from dataaudit.training.judge_run import Judged
from dataaudit.training.monitor.clock import StepClock, memory_bytes
from dataaudit.training.monitor.first_batches import FirstBatches
from dataaudit.training.monitor.guard import Guard
from dataaudit.training.monitor.guess_task import TaskGuess, seen_of_models
from dataaudit.training.monitor.on_host import on_host
from dataaudit.training.monitor.processes import rank_and_size
from dataaudit.training.monitor.quiet_steps import Loss, QuietSteps, is_quiet
from dataaudit.training.monitor.recorder import Recorder
from dataaudit.training.monitor.samples import SampleRecord
from dataaudit.training.monitor.sampling import FIRST, Sampling
from dataaudit.training.monitor.watched_model import WatchedModel
from dataaudit.training.outlets import Outlets
from dataaudit.training.sink import Sink
from dataaudit.training.task import checked

if TYPE_CHECKING:
    from dataaudit.training.probes.probe import ProbeResult

ItemT = TypeVar("ItemT")

_LOG = logging.getLogger("dataaudit")

_MOST_ERRORS = 5
_RARELY = 100.0
"""The time between two writes, in relation to what one takes."""


class TrainingMonitor:
    """Watches a training loop.

    Hooks sit on the optimizer and the model, during sampled steps on parameters and activation modules too. Numbers are
    read from the device once per sampled step. Internal errors become notes; after five of them the monitor detaches.

    The first steps show what is trained, unless ``task`` says so; findings that do not apply to it are not assessed.

    Args:
        model: The model; may be compiled or wrapped for distributed training. Several by name, each with its
            optimizer: ``{"G": (generator, optimizer_g), "D": (discriminator, optimizer_d)}``.
        optimizer: Its optimizer, also one that accelerate prepared; None for several models.
        out: Folder for the tables, for ``dataaudit diagnose``; nothing is written when None.
        scaler: The gradient scaler, so that norms are recorded unscaled; one that steps the optimizer is found.
        interval: Steps between samples, after the first five steps.
        name: Name of the run.
        probe: What ``dataaudit.probe`` found before: its reference losses and measurements join the run.
        task: The kind of training, such as ``gan``; guessed when None.
        chance_loss: Loss of guessing, if known: the entropy of the labels or of the tokens.
        baseline_loss: Loss of a simple model on the same data, if known.
        start: Step at which a resumed training continues; what the folder holds of the steps before it is kept.
        flush: Seconds between two writes of the tables while the training runs; a killed one can be diagnosed.
        on_finding: Called with every warning and error, once, at the writes and when the loss is no longer finite. A
            command or an address instead gets codes and numbers as JSON.
        stop_on: warning or error: what ends ``watch``, sets ``should_stop`` and stops the callbacks' Trainer. Of
            several processes none is stopped: the others would wait for it.
        trackers: ``tensorboard``, ``wandb``, ``mlflow``, or a ``Sink``: they get norms and findings at the writes.

    Raises:
        ValueError: The interval is below 1, start or flush below 0, or there is no such task or severity.
        UsageError: A tracker is unknown, not installed, or has no active run.
        InputError: A resumed training's folder cannot be read.

    Examples:
        >>> import torch
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
        model: nn.Module | Mapping[str, tuple[nn.Module, Any]],
        optimizer: Any = None,
        *,
        out: str | Path | None = None,
        scaler: Any = None,
        interval: int = 20,
        name: str = "run",
        probe: ProbeResult | None = None,
        task: str | None = None,
        chance_loss: float | None = None,
        baseline_loss: float | None = None,
        start: int = 0,
        flush: float = 30.0,
        on_finding: Tell | str | None = None,
        stop_on: str | None = None,
        trackers: Sequence[str | Sink] = (),
    ) -> None:
        for setting, value, least in (("interval", interval, 1), ("start", start, 0), ("flush", flush, 0)):
            if value < least:
                message = f"{setting} must be {least} or more, got {value}"
                raise ValueError(message)
        self.scaler = scaler
        if probe is not None:
            chance_loss = probe.chance_loss if chance_loss is None else chance_loss
            baseline_loss = probe.baseline_loss if baseline_loss is None else baseline_loss
        rank, processes = rank_and_size()
        known = {"chance_loss": chance_loss, "baseline_loss": baseline_loss}
        self.recorder = Recorder(name, out, known, start, rank, processes)
        self.outlets = Outlets(on_finding, stop_on, trackers, self.recorder.out, self.recorder.note, rank, processes)
        self.recorder.measures += [] if probe is None else probe.measures.rows(named=True)
        self._alarmed, self._given = False, (chance_loss, baseline_loss)
        self.sampling = Sampling(interval, thrifty=processes == 1)
        self._guarded = Guard(self.sampling, self._failed)
        self.samples = SampleRecord()
        self.clock = StepClock()
        self.quiet = QuietSteps(self.clock)
        self.first = FirstBatches()
        self.task = TaskGuess(checked(task))
        self.models: list[WatchedModel] = []
        self._step, self._start, self._errors = 0, start, 0
        self._flush, self._flushed, self._took = flush, time.monotonic(), 0.0
        self._losses: list[Loss] = []
        self._batch: Any = None
        self._window = 2 * interval
        self._stepped = self._guarded(self._step_over)
        self._guarded(self._attach)(model, optimizer)

    def _attach(self, model: Any, optimizer: Any) -> None:
        given = model if isinstance(model, Mapping) else {"": (model, optimizer)}
        # Of one module with several optimizers, each is judged by the parameters that it holds.
        shared = len({id(pair[0]) for pair in given.values()}) < len(given)
        self.models = [
            WatchedModel(name, pair[0], pair[1], self._guarded, self.scaler, only_held=shared)
            for name, pair in given.items()
        ]
        self.device = self.models[0].device
        for one in self.models:
            if one.compiled:
                self.recorder.note("the model is compiled: its activation modules cannot be watched")
            if one.parameters.unmeasured:
                self.recorder.note(
                    f"not watched: {len(one.parameters.unmeasured)} parameters that are meta, quantised or integer"
                )
        self._prepare()

    # What the loop calls.

    def watch(self, loader: Iterable[ItemT]) -> Iterator[ItemT]:
        """Yield the loader's batches and measure the wait for each; the first ones tell what guessing would cost."""
        self._guarded(self.first.begin)(loader)
        for batch in self.clock.watched(loader):
            self._batch = batch
            self._guarded(self.first.add)(batch)
            yield batch
            if self.should_stop:
                return

    def step(
        self,
        loss: Tensor | float | Mapping[str, Tensor | float] | None = None,
        *,
        row_ids: Any = None,
        sample_losses: Tensor | None = None,
        logits: Tensor | None = None,
        labels: Tensor | None = None,
        metrics: Mapping[str, float] | None = None,
    ) -> None:
        """End a step; call this once after every optimizer step.

        Args:
            loss: Loss of the step; of several models or parts by name, with the whole as ``loss`` if there is one.
            row_ids: Row ids of the batch, from ``dataaudit run``, or any integers; ``samples.names`` numbers others.
            sample_losses: (rows,) loss of every row.
            logits: (rows, classes), for margins and forgetting.
            labels: (rows,) class indices.
            metrics: Other metrics of the step, such as ``{"accuracy": 0.9, "reward": 1.5}``, named as in a log.
        """
        if self._step < self.quiet.until and row_ids is None and metrics is None and is_quiet(loss):
            self._quiet_step(loss)
        else:
            self._stepped(loss, row_ids, sample_losses, logits, labels, metrics)

    def evaluate(self, split: str, loss: float | Tensor, **metrics: float) -> None:
        """Record an evaluation at the current step.

        Args:
            split: ``validation``, ``validation:name`` for one of several, or ``train_eval`` (training data, eval mode).
            loss: Mean loss.
            metrics: Other metrics, such as ``accuracy=0.9``.
        """
        self._guarded(self._record_evaluation)(split, loss, metrics)

    @property
    def should_stop(self) -> bool:
        """Whether something was found that ``stop_on`` names."""
        return self.outlets.stopped_by is not None

    def diagnose(self) -> Judged:
        """Return the findings about the run so far."""
        return self.recorder.judged(self.tables())

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return everything measured so far, by table."""
        self._guarded(self._read)()
        self._guarded(self._compare)()
        units = [row for one in self.models for row in one.unit_rows()]
        seen = [*seen_of_models(self.models, self.task, self.first.form), *self.first.measures()]
        return self.recorder.tables(units, seen, self.samples.table())

    def close(self) -> None:
        """Remove all hooks, ask a language model how far its tokens reach, and write the tables."""
        self._close(ask=True)

    def _close(self, *, ask: bool) -> None:
        if self._guarded.closed:
            return
        self._guarded(self._read)()
        self._detach()
        if ask and len(self.models) == 1:
            self._guarded(self.first.ask)(self.models[0].model)
        if self.outlets.stopped_by is not None:
            self.recorder.note(f"it was to stop: {self.outlets.stopped_by.message}")
        self._guarded(self._write)(closed=True)
        self._guarded(self.outlets.close)()
        self._guarded.closed = True
        for note in self.recorder.notes:
            _LOG.warning("TrainingMonitor: %s", note)

    def __enter__(self) -> TrainingMonitor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # After an error, such as memory that ran out, the model is left alone.
        self._close(ask=error is None)

    # What happens in a step.

    @property
    def _at(self) -> int:
        """The step of the training, which may have begun before this process."""
        return self._start + self._step

    def _prepare(self) -> None:
        """Register the hooks of a sampled step."""
        self.sampling.begin(self._step)
        self.sampling.enter()
        for one in self.models if self._errors < _MOST_ERRORS else ():
            one.prepare(self._step, self.sampling.now, outputs=self._step < FIRST, next_sampled=self.sampling.next)
        self.sampling.leave()
        loud = self.scaler is not None or not self.models or self._errors >= _MOST_ERRORS
        self.quiet.until = 0 if loud else self.sampling.quiet_until(self._step)

    def _quiet_step(self, loss: Tensor | float) -> None:
        try:
            self.quiet.add(self._at, loss, self.models)
            self._step += 1
            if self._step == self.quiet.until:
                self._guarded(self._prepare)()
        except Exception as error:  # as the guard does, which would take longer than the step
            self.quiet.until = 0
            self._failed(error)

    def _step_over(self, loss: Any, *rest: Any) -> None:
        try:
            self._note_step(loss, *rest)
        except Exception as error:
            self._failed(error)
        self._end_step()

    def _note_step(
        self, loss: Any, row_ids: Any, sample_losses: Any, logits: Any, labels: Any, metrics: Mapping[str, float] | None
    ) -> None:
        at, (seconds, wait) = self._at, self.clock.tick()
        self._losses += self.quiet.record(self.recorder)
        named = loss if isinstance(loss, Mapping) else {"loss": loss}
        for name, value in named.items():
            if isinstance(value, Tensor):
                self.clock.remember_graph(value)
                self._losses.append((at, name, value.detach().reshape(())))
            elif value is not None:
                self._losses.append((at, name, float(value)))
        if self._step < FIRST:
            self._guarded(self._look)(named.get("loss"), logits, labels)
        if row_ids is not None:
            row_ids = self.samples.numbered(row_ids)
            if sample_losses is not None:
                self.samples.add(at, row_ids, sample_losses, logits, labels)
            self.recorder.batch(at, row_ids)
        for name, value in (metrics or {}).items():
            self.recorder.metric(name, at, float(value))
        groups = self.models[0].optimizer.param_groups if self.models else []
        self.recorder.rate(at, groups[0].get("lr") if groups else None)
        self.recorder.time(at, seconds, wait)

    def _look(self, loss: Any, logits: Any, labels: Any) -> None:
        """See what a first step computes: its loss, of which output, with which parameters."""
        if len(self.models) == 1:
            one = self.models[0]
            self.first.look(loss, self._batch, one.given, logits if logits is not None else one.output, labels)
        self.task.look(loss, self.models)
        self.scaler = self.scaler or next((one.scaler for one in self.models if one.scaler), None)

    def _end_step(self) -> None:
        reads = self.sampling.reads
        if reads:
            self._guarded(self._read)()
        if self.scaler is not None:
            self.recorder.point("train", "skipped", self._at, float(not any(one.stepped for one in self.models)))
        self._step += 1
        for one in self.models:
            one.end_step()
        self.sampling.rest()
        if self._step == self._window:
            for one in self.models:  # units are judged on the later part of the run, at least its last quarter
                one.forget_units()
            self._window *= 2
        due = reads and time.monotonic() - self._flushed >= max(self._flush, _RARELY * self._took)
        # A loss that is no longer finite is told at once.
        urgent = self.outlets.wanted and self.recorder.broken and not self._alarmed
        if self._step == FIRST or due or urgent:
            self._alarmed = self.recorder.broken
            self._guarded(self._write)()
        self._prepare()

    def _write(self, *, closed: bool = False) -> None:
        began = time.monotonic()
        tables = self.tables()
        try:
            self.recorder.write(tables, closed=closed)
        except RunDirectoryError as error:
            if str(error) not in self.recorder.notes:  # said once: a full disk may have room later
                self.recorder.note(str(error))
        self.outlets.tell(tables, lambda: self.recorder.judged(tables), ended=closed)
        self._flushed = time.monotonic()
        self._took = self._flushed - began if self._flush else 0.0

    def _record_evaluation(self, split: str, loss: Any, metrics: Mapping[str, float]) -> None:
        in_train = [one.forwards.evaluated() for one in self.models]
        if split != "train" and in_train and in_train[0] is not None:
            self.recorder.evaluations.append(bool(in_train[0] and self.models[0].modes.modules))
        self.recorder.point(split, "loss", self._at, float(loss))
        for name, value in metrics.items():
            self.recorder.point(split, name, self._at, float(value))

    def _read(self) -> None:
        """Copy pending values from the device to the host in one transfer."""
        self._losses += self.quiet.record(self.recorder)
        losses, self._losses = self._losses, []  # first: a failed read is noted once and not repeated
        held = [loss for _, _, loss in losses if isinstance(loss, Tensor)]
        waiting = [one.parameters.device_values() for one in self.models]
        *values, read_losses = on_host([*waiting, [loss.reshape(1) for loss in held]], self.device)
        flat = iter(read_losses)
        for step, name, loss in losses:
            self.recorder.loss(name, step, next(flat)[0] if isinstance(loss, Tensor) else loss)
        if any(waiting):
            read = [one.rows(self._at, some) for one, some in zip(self.models, values, strict=True)]
            self.recorder.sampled(
                self._at, read, self.models[0].scale if self.scaler is not None else None,
                memory_bytes(self.device), self.clock.graphs_alive(),
            )  # fmt: skip
        self.samples.read()

    def _compare(self) -> None:
        """Compute the losses to compare with, unless they were given."""
        found = self.first.known()
        chance, simple = self._given
        self.recorder.known["chance_loss"] = found.chance if chance is None else chance
        self.recorder.known["baseline_loss"] = found.simple if simple is None else simple
        self.recorder.baseline = found.kind if simple is None else ""

    def _failed(self, error: Exception) -> None:
        self._errors += 1
        for one in self.models:
            one.failed()
        if self._errors <= _MOST_ERRORS:
            self.recorder.note(f"step {self._at}: {type(error).__name__}: {' '.join(str(error).split())[:200]}")
        if self._errors == _MOST_ERRORS:
            self.recorder.note("the monitor detached itself after five errors; training continues")
            self._detach()

    def _detach(self) -> None:
        self.quiet.until = 0
        for one in self.models:
            one.detach()
