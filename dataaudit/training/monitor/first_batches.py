"""Tells from the first steps what is trained, and the losses of guessing and of a simple model."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn

from dataaudit.training.batches import fields_of, inputs_of, target_of
from dataaudit.training.monitor.label_order import LabelOrder
from dataaudit.training.objective import Captured, first_floats
from dataaudit.training.probes.baselines import Baseline, Form, baseline, form_of
from dataaudit.training.probes.context import at, told
from dataaudit.training.probes.data_probes import column_that_tells
from dataaudit.training.probes.loss_probes import broadcast_of
from dataaudit.training.probes.sequence_targets import (
    Reach,
    changed_from,
    ids_of,
    lag_of,
    padding_of,
    reach_of,
    shift_and_leak,
)

MOST = 8
"""Batches that are kept."""
_MOST_BYTES = 64 << 20
_LOOKED_AT, _FEWEST_ROWS, _NEAR = 3, 8, 0.01
"""First losses, rows and distance by which a loss is seen to be one of guessing among the rows of a batch."""


class FirstBatches:
    """Keeps the first batches of a loader, and what the loss of a step is of its output and target."""

    def __init__(self) -> None:
        self._batches: list[Any] = []
        self._bytes = 0
        self._target: Tensor | None = None
        self._found: Baseline | None = None
        self._of = 0
        self.form: Form | None = None
        self._broadcast = ""
        self._summed: list[float] = []
        self._lags: list[int] = []
        self._call: Any = None
        self._reach: Reach | None = None
        self._padded: list[float] = []
        self._negated: dict[str, float] = {}
        self._order = LabelOrder()
        self._losses: list[tuple[float, int]] = []

    def begin(self, loader: Any) -> None:
        """Begin a pass over a loader."""
        self._order.begin(loader)

    def add(self, batch: Any) -> None:
        """Keep a batch, as long as there are few and small ones, and the order of its labels."""
        target = target_of(batch)
        self._order.add(_only_numbers(batch) if target is None else target, sure=target is not None)
        if len(self._batches) >= MOST:
            return
        tensors = [*inputs_of(batch), *([target] if (target := target_of(batch)) is not None else [])]
        self._bytes += sum(one.numel() * one.element_size() for one in tensors)
        if tensors and self._bytes <= _MOST_BYTES:
            self._batches.append(batch)

    def look(self, loss: Any, batch: Any, given: Any, output: Any, labels: Tensor | None) -> None:
        """Keep a step, if its output and target may explain its loss.

        Args:
            loss: Of the step.
            batch: Of the loader, or None.
            given: Arguments that the model was called with, by name; None if it was not seen.
            output: Of the model.
            labels: Given by the user, or None.
        """
        if batch is None and given is not None:
            # Without a watched loader, what the model was given is all that is known of the batch.
            self.add(given)
            batch = given
        inputs = inputs_of(batch)
        single = loss is not None and torch.as_tensor(loss).numel() == 1
        if len(self._losses) < _LOOKED_AT and single and inputs and inputs[0].dim():
            self._losses.append((float(loss), int(inputs[0].shape[0])))
        target = labels if labels is not None else target_of(batch)
        values = first_floats(output)
        if values is None or target is None or loss is None:
            return
        mean = torch.as_tensor(loss, device=values.device).detach().float()
        step = Captured(mean, values.detach(), target.to(values.device))
        if self.form is None:
            # The output is not kept: that of a language model is larger than the model.
            self.form, self._target = form_of(step), target.cpu()
        self._broadcast = self._broadcast or broadcast_of(step)
        rows = len(target) if target.dim() else 0
        if self.form is None and rows > 1 and form_of(Captured(mean / rows, step.output, step.target)) is not None:
            self._summed.append(float(mean))
        turned = form_of(Captured(-mean, step.output, step.target)) if mean < 0 else None
        if turned is not None and turned.loss == "cross-entropy" and values.dim() >= 2:
            self._negated = {"loss": float(mean), "expected": math.log(values.shape[-1])}
        items = (given or {}).get("num_items_in_batch")
        ids = ids_of(given)
        # Of several inputs nobody can say which one the target continues: a decoder may shift its own.
        lag = lag_of(ids[0], step, None if items is None else float(items)) if len(ids) == 1 else None
        self._lags += [] if lag is None else [lag]
        if lag is not None and self._call is None:
            self._call = given
        padding = padding_of(batch, target) if target.dim() == 2 and not target.is_floating_point() else None
        if padding is not None and (lag is not None or self.form is not None):
            counted = target >= 0
            self._padded.append(float((padding & counted).sum() / counted.sum().clamp_min(1)))

    def ask(self, model: nn.Module) -> None:
        """Ask a language model, after its training, whether its outputs depend on later tokens and on their own.

        It is called twice in eval mode, without gradients, with what it was given in a first step. In a distributed
        job it is not: a sharded model would wait for the other processes.

        Args:
            model: Its modes and buffers and the random generators are restored.
        """
        ids, call = ids_of(self._call), self._call
        self._call = None
        alone = not (torch.distributed.is_available() and torch.distributed.is_initialized())
        if not ids or ids[0].shape[1] < 4 or not alone:
            return
        half, modes = ids[0].shape[1] // 2, [(module, module.training) for module in model.modules()]
        buffers = [(one, one.clone()) for one in model.buffers()]
        other_ids, outputs = changed_from(half, ids[0]), []
        try:
            with torch.random.fork_rng():
                model.eval()
                for text in (ids[0], other_ids):
                    given = {name: text if one is ids[0] else one for name, one in call.items()}
                    outputs.append(first_floats(model(**given)))
        except Exception:
            # What cannot be asked is not assessed; the training is over and went well.
            return
        finally:
            for module, training in modes:
                module.training = training
            for buffer, saved in buffers:
                buffer.copy_(saved)
        usual, other = outputs
        if usual is not None and other is not None and usual.dim() == 3 and usual.shape == other.shape:
            self._reach = reach_of(usual, other, other_ids[:, half] != ids[0][:, half], half)

    def measures(self) -> list[dict[str, Any]]:
        """Return what the first steps show, as rows of the probe table."""
        # The loss was rows times the mean, so the same rows twice would give it twice.
        summed = {"single": self._summed[0], "double": 2 * self._summed[0]} if self._summed else {}
        padded = {"counted": min(self._padded)} if self._padded else {}
        lag = self._lags[0] if self._lags and len(set(self._lags)) == 1 else None
        shift, leak = shift_and_leak(lag, self._reach)
        return [
            *told("initial_loss", **self._negated),
            *told("loss_reduction", **summed),
            *([at("target_shape", "broadcast", 1.0, self._broadcast)] if self._broadcast else []),
            *shift,
            *leak,
            *told("padding_in_loss", **padded),
            *column_that_tells(self._batches),
            *self._order.measures(),
        ]

    def known(self) -> Baseline:
        """Return the losses to compare with, none if the loss was not explained; computed again if batches came."""
        if self.form is None and (chance := self._among_rows()) is not None:
            return Baseline(chance, None, "")
        count = len(self._batches)
        if self._found is None or count > self._of:
            self._found, self._of = baseline(self.form, self._batches, self._target), count
        return self._found

    def _among_rows(self) -> float | None:
        """The loss of guessing which row of a batch belongs to each, where the first losses of the model are that."""
        if len(self._losses) < _LOOKED_AT or len({rows for _, rows in self._losses}) > 1:
            return None
        rows = self._losses[0][1]
        for others in (rows, 2 * rows - 1) if rows >= _FEWEST_ROWS else ():
            chance = math.log(others)
            if all(abs(loss - chance) <= _NEAR * chance for loss, _ in self._losses):
                return chance
        return None


def _only_numbers(batch: Any) -> Tensor | None:
    """The one field of a batch that has a number with a fraction for every row; None where none or several have."""
    held = [one for one in fields_of(batch).values() if isinstance(one, Tensor) and one.dim() == 1]
    numbers = [one for one in held if one.is_floating_point()]
    return numbers[0] if len(numbers) == 1 else None
