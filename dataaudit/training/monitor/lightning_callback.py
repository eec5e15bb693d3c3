"""Watches a Lightning Trainer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from torch import Tensor

from dataaudit.training.monitor.monitor import TrainingMonitor

if TYPE_CHECKING:
    from lightning.pytorch.callbacks import Callback
else:
    try:
        from lightning.pytorch.callbacks import Callback
    except ImportError:
        from pytorch_lightning.callbacks import Callback


class MonitorCallback(Callback):
    """A callback for Lightning's ``Trainer``: ``Trainer(callbacks=[MonitorCallback("reports/my-run")])``.

    With several optimizers, only the first one is watched.

    Args:
        out: Folder for the tables, for ``dataaudit diagnose``; nothing is written when None.
        settings: Further arguments of ``TrainingMonitor``.
    """

    def __init__(self, out: str | Path | None = None, **settings: Any) -> None:
        super().__init__()
        self.out, self.settings = out, settings
        self.monitor: TrainingMonitor | None = None
        self._seen = 0

    def on_train_start(self, trainer: Any, module: Any) -> None:
        """Attach the monitor."""
        if not trainer.optimizers:
            return
        optimizer = getattr(trainer.optimizers[0], "optimizer", trainer.optimizers[0])
        self.monitor = TrainingMonitor(module, optimizer, out=self.out, **self.settings)
        self._seen = trainer.global_step

    def on_train_batch_end(self, trainer: Any, module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        """End a step of the monitor if the optimizer has stepped."""
        if self.monitor is None or trainer.global_step == self._seen:
            return
        self._seen = trainer.global_step
        loss = outputs.get("loss") if isinstance(outputs, dict) else outputs
        if isinstance(loss, Tensor):
            # Lightning divides the loss by the number of accumulated batches.
            loss = loss.detach() * trainer.accumulate_grad_batches
        self.monitor.step(loss if isinstance(loss, Tensor) else None)

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
            self.monitor.close()
