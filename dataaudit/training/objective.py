"""Computes the loss of a model on a batch, for any shape of batches and outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import torch
from torch import Tensor, nn

TARGETS = ("labels", "label", "targets", "target", "y")


@dataclass(slots=True)
class Captured:
    """The result of one forward pass.

    Attributes:
        loss: Scalar.
        output: First floating-point tensor of the model's output, logits if named; None if there is none.
        target: The batch's target, or None.
    """

    loss: Tensor
    output: Tensor | None
    target: Tensor | None


class Objective:
    """Computes the loss of a model on a batch.

    Args:
        loss: ``loss(model, batch)``, returning a scalar, or a tuple, mapping or object that contains one.
        criterion: ``criterion(output, target)`` for batches of (inputs, targets). With neither, the model is called
            with the batch as keyword arguments and returns its loss, like the models of transformers.
    """

    def __init__(
        self, loss: Callable[[nn.Module, Any], Any] | None = None, criterion: Callable[[Any, Any], Tensor] | None = None
    ) -> None:
        self.loss, self.criterion = loss, criterion

    def __call__(self, model: nn.Module, batch: Any) -> Tensor:
        """Return the loss of a batch.

        Raises:
            TypeError: There is no loss.
        """
        if self.loss is not None:
            return _loss_of(self.loss(model, batch))
        if self.criterion is not None and isinstance(batch, list | tuple) and len(batch) >= 2:
            return self.criterion(model(batch[0]), batch[1])
        if isinstance(batch, Mapping):
            if self.criterion is None:
                return _loss_of(model(**batch))
            key = next(name for name in TARGETS if name in batch)
            output = model(**{name: value for name, value in batch.items() if name != key})
            return self.criterion(_first_floats(output), batch[key])
        message = "pass loss=, or criterion= for batches of (inputs, targets), or a model that returns its loss"
        raise TypeError(message)

    def capture(self, model: nn.Module, batch: Any) -> Captured:
        """Return loss, output and target of a batch."""
        held: list[Any] = []
        handle = model.register_forward_hook(lambda module, inputs, output: held.append(output))
        try:
            loss = self(model, batch)
        finally:
            handle.remove()
        return Captured(loss, _first_floats(held[-1]) if held else None, target_of(batch))


def _loss_of(value: Any) -> Tensor:
    if isinstance(value, Mapping):
        value = value.get("loss")
    elif not isinstance(value, Tensor):
        value = getattr(value, "loss", value[0] if isinstance(value, list | tuple) and value else None)
    if not isinstance(value, Tensor) or value.numel() != 1:
        message = "no loss returned: expected a scalar tensor, alone, first in a tuple, or under 'loss'"
        raise TypeError(message)
    return value.reshape(())


def _first_floats(output: Any) -> Tensor | None:
    """Return the first floating-point tensor of an output, its logits if it names them."""
    if isinstance(output, Tensor):
        return output if output.is_floating_point() else None
    if is_dataclass(output) and not isinstance(output, Mapping):
        output = {field.name: getattr(output, field.name) for field in fields(output)}
    if isinstance(output, Mapping):
        values = (
            [output["logits"]] if output.get("logits") is not None else [v for k, v in output.items() if k != "loss"]
        )
    elif isinstance(output, list | tuple):
        values = [one for one in output if not (isinstance(one, Tensor) and one.dim() == 0)]
    else:
        return None
    return next((found for found in map(_first_floats, values) if found is not None), None)


def target_of(batch: Any) -> Tensor | None:
    """Return the target of a batch: the second of a pair, or the entry named labels or target."""
    if isinstance(batch, Mapping):
        found = next((batch[name] for name in TARGETS if name in batch), None)
    else:
        found = batch[1] if isinstance(batch, list | tuple) and len(batch) >= 2 else None
    return found if isinstance(found, Tensor) else None


def with_target(batch: Any, target: Tensor) -> Any:
    """Return the batch with another target."""
    if isinstance(batch, Mapping):
        key = next(name for name in TARGETS if name in batch)
        return {**batch, key: target}
    return type(batch)([batch[0], target, *batch[2:]]) if isinstance(batch, list) else (batch[0], target, *batch[2:])


def inputs_of(batch: Any) -> list[Tensor]:
    """Return the tensors of a batch that are not targets."""
    if isinstance(batch, Mapping):
        return [value for name, value in batch.items() if name not in TARGETS and isinstance(value, Tensor)]
    if isinstance(batch, Tensor):
        return [batch]
    first = batch[0] if isinstance(batch, list | tuple) and batch else None
    return [first] if isinstance(first, Tensor) else (inputs_of(first) if first is not None else [])


def rows_of(batch: Any) -> int:
    """Return the number of rows of a batch: the first dimension of its first tensor."""
    inputs = inputs_of(batch)
    return int(inputs[0].shape[0]) if inputs and inputs[0].dim() else 0


def changed(batch: Any, change: Callable[[Tensor], Tensor]) -> Any:
    """Apply a change to every tensor of a batch that has a row dimension."""
    if isinstance(batch, Tensor):
        return change(batch) if batch.dim() else batch
    if isinstance(batch, Mapping):
        return {name: changed(value, change) for name, value in batch.items()}
    if isinstance(batch, list | tuple):
        return type(batch)(changed(value, change) for value in batch)
    return batch


def moved(batch: Any, device: torch.device) -> Any:
    """Return the batch on another device."""
    return changed(batch, lambda tensor: tensor.to(device))


@contextmanager
def altered_inputs(model: nn.Module, change: Callable[[Tensor], Tensor]) -> Iterator[None]:
    """Change the inputs of a model, but not its targets, within the context."""

    def hook(module: nn.Module, inputs: tuple[Any, ...], named: Mapping[str, Any]) -> tuple[Any, Any]:
        kept = {
            name: changed(value, change) if name not in (*TARGETS, "attention_mask") else value
            for name, value in named.items()
        }
        return tuple(changed(value, change) for value in inputs), kept

    handle = model.register_forward_pre_hook(hook, with_kwargs=True)
    try:
        yield
    finally:
        handle.remove()
