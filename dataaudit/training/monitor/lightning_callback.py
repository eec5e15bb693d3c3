"""Watches a Lightning Trainer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torch import Tensor

from dataaudit.findings.finding import Result
from dataaudit.training.monitor.monitor import TrainingMonitor
from dataaudit.training.sink import PREFIX

if TYPE_CHECKING:
    from lightning.pytorch.callbacks import Callback
else:
    try:
        from lightning.pytorch.callbacks import Callback
    except ImportError:
        from pytorch_lightning.callbacks import Callback


_FORGOTTEN = 16


class MonitorCallback(Callback):
    """A callback for Lightning's ``Trainer``: ``Trainer(callbacks=[MonitorCallback("reports/my-run")])``.

    With several optimizers, each is watched with the parameters that it holds.

    Args:
        out: Folder for the tables, for ``dataaudit diagnose``; nothing is written when None.
        log: Whether measurements also go to the Trainer's loggers.
        settings: Further arguments of ``TrainingMonitor``.
    """

    def __init__(self, out: str | Path | None = None, *, log: bool = False, **settings: Any) -> None:
        super().__init__()
        self.out, self.settings, self.log = out, settings, log
        self.monitor: TrainingMonitor | None = None
        self._began = self._seen = self._batches = 0

    def on_train_start(self, trainer: Any, module: Any) -> None:
        """Attach the monitor."""
        if not trainer.optimizers:
            return
        several = {f"optimizer {place}": (module, one) for place, one in enumerate(trainer.optimizers)}
        settings = {"start": trainer.global_step, **self.settings}
        if self.log:
            settings["trackers"] = [*settings.get("trackers", ()), *map(_Logger, trainer.loggers)]
        if len(several) > 1:
            self.monitor = TrainingMonitor(several, out=self.out, **settings)
        else:
            self.monitor = TrainingMonitor(module, trainer.optimizers[0], out=self.out, **settings)
        self._began = self._seen = trainer.global_step

    def on_train_batch_end(self, trainer: Any, module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        """End a step of the monitor if the optimizer has stepped."""
        if self.monitor is None:
            return
        self._batches += 1
        # Batches may be accumulated; a manual optimisation that never steps in several of them has forgotten it.
        forgotten = not module.automatic_optimization and self._seen == self._began and self._batches >= _FORGOTTEN
        if trainer.global_step == self._seen and not forgotten:
            return
        self._seen = trainer.global_step
        loss = outputs.get("loss") if isinstance(outputs, dict) else outputs
        if isinstance(loss, Tensor):
            # Lightning divides the loss by the number of accumulated batches.
            loss = loss.detach() * trainer.accumulate_grad_batches
        self.monitor.step(loss if isinstance(loss, Tensor) else self._logged(trainer))
        trainer.should_stop = trainer.should_stop or self.monitor.should_stop

    def _logged(self, trainer: Any) -> dict[str, float] | None:
        """The training losses that a manual optimisation logs, which returns none."""
        named = {name: value for name, value in trainer.callback_metrics.items() if "loss" in name.lower()}
        found = {name: float(value) for name, value in named.items() if not name.lower().startswith(("val", "test"))}
        return found or None

    def on_validation_end(self, trainer: Any, module: Any) -> None:
        """Record an evaluation."""
        if self.monitor is None or trainer.sanity_checking:
            return
        for name, value in trainer.callback_metrics.items():
            if name in ("val_loss", "valid_loss", "validation_loss", "val/loss"):
                self.monitor.evaluate("validation", float(value))
                return

    def on_train_end(self, trainer: Any, module: Any) -> None:
        """Detach the monitor and write its tables."""
        if self.monitor is not None:
            self.monitor.close()

    def on_exception(self, trainer: Any, module: Any, exception: BaseException) -> None:
        """Write what was measured: a failed run is the one to diagnose."""
        if self.monitor is not None:
            self.monitor.__exit__(type(exception), exception, None)


class _Logger:
    """A sink for a logger of Lightning."""

    def __init__(self, logger: Any) -> None:
        self._logger = logger

    def metrics(self, step: int, values: Mapping[str, float]) -> None:
        self._logger.log_metrics(dict(values), step)

    def finding(self, step: int, found: Result) -> None:
        # Loggers take numbers alone: that something was found, by its name.
        self._logger.log_metrics({f"{PREFIX}{found.severity}/{found.name}": 1.0}, step)

    def close(self) -> None:
        pass
