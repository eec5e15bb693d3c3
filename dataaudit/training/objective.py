"""Computes the loss of a model on a batch, for any shape of batches and outputs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from torch import Tensor, nn

from dataaudit.training.batches import TARGETS, fields_of, target_of


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
        self._target: Tensor | None = None

    def __call__(self, model: nn.Module, batch: Any) -> Tensor:
        """Return the loss of a batch.

        Raises:
            TypeError: There is no loss.
        """
        if self.loss is not None:
            return _loss_of(self.loss(model, batch))
        if self.criterion is None:
            if isinstance(batch, Mapping):
                return _loss_of(called(model, batch))
        elif isinstance(batch, list | tuple) and len(batch) >= 2 and not fields_of(batch):
            several = required(model)
            if several >= 2 and len(batch) == several + 1:
                return self._compared(self.criterion, model(*batch[:-1]), batch[-1])
            return self._compared(self.criterion, called(model, batch[0]), batch[1])
        elif (target := target_of(batch)) is not None:
            named = {name: value for name, value in fields_of(batch).items() if name not in TARGETS}
            by_name = isinstance(batch, Mapping | tuple)
            return self._compared(self.criterion, called(model, named) if by_name else model(batch), target)
        message = "pass loss=, or criterion= for batches of (inputs, targets), or a model that returns its loss"
        raise TypeError(message)

    def _compared(self, criterion: Callable[[Any, Any], Tensor], output: Any, target: Any) -> Tensor:
        """Call the criterion; torch's own take tensors, a user's what the model returns."""
        if is_torchs(criterion) and not isinstance(output, Tensor) and (first := first_floats(output)) is not None:
            output = first
        self._target = target if isinstance(target, Tensor) else None
        return criterion(output, target)

    def capture(self, model: nn.Module, batch: Any) -> Captured:
        """Return loss, output and target of a batch."""
        held: list[Any] = []
        self._target = target_of(batch)
        handle = model.register_forward_hook(lambda module, inputs, output: held.append(output))
        try:
            loss = self(model, batch)
        finally:
            handle.remove()
        return Captured(loss, first_floats(held[-1]) if held else None, self._target)


def is_torchs(criterion: Any) -> bool:
    """Whether a criterion is one of torch's losses, as a module or a function.

    Examples:
        >>> is_torchs(nn.CrossEntropyLoss()), is_torchs(nn.functional.mse_loss), is_torchs(max)
        (True, True, False)
    """
    return (getattr(criterion, "__module__", "") or "").startswith("torch.")


def required(model: nn.Module) -> int:
    """Return how many inputs the forward method of a model requires.

    Examples:
        >>> required(nn.Linear(2, 1)), required(nn.Bilinear(2, 2, 1))
        (1, 2)
    """
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = inspect.signature(model.forward).parameters.values()
    return sum(one.kind in kinds and one.default is inspect.Parameter.empty for one in parameters)


def by_name(model: nn.Module, inputs: tuple[Any, ...], named: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call by the names that the forward method gives them; empty if it names none.

    Examples:
        >>> list(by_name(nn.Linear(2, 1), (1,), {}))
        ['input']
    """
    signature = inspect.signature(model.forward)
    if any(one.kind is inspect.Parameter.VAR_POSITIONAL for one in signature.parameters.values()):
        return dict(named) if not inputs else {}
    try:
        found = dict(signature.bind(*inputs, **named).arguments)
    except TypeError:
        return {}
    more = [name for name, one in signature.parameters.items() if one.kind is inspect.Parameter.VAR_KEYWORD]
    for name in more:
        found |= found.pop(name, {})
    return found


def called(model: nn.Module, given: Any) -> Any:
    """Call a model with the inputs of a batch: as keywords or one by one where its forward method takes them so.

    Args:
        model: The model.
        given: A tensor, or several by name or in order.
    """
    if isinstance(given, Mapping):
        parameters = inspect.signature(model.forward).parameters
        takes_all = any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters.values())
        if takes_all or set(given) <= set(parameters):
            return model(**given)
        return model(next(iter(given.values()))) if len(given) == 1 else model(given)
    if isinstance(given, list | tuple) and required(model) == len(given) >= 2:
        return model(*given)
    return model(given)


def _loss_of(value: Any) -> Tensor:
    if isinstance(value, Mapping):
        value = value.get("loss")
    elif not isinstance(value, Tensor):
        value = getattr(value, "loss", value[0] if isinstance(value, list | tuple) and value else None)
    if not isinstance(value, Tensor) or value.numel() != 1:
        message = "no loss returned: expected a scalar tensor, alone, first in a tuple, or under 'loss'"
        raise TypeError(message)
    return value.reshape(())


def first_floats(output: Any) -> Tensor | None:
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
    return next((found for found in map(first_floats, values) if found is not None), None)
