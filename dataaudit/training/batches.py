"""What a batch of any shape holds: inputs, a target, rows; and how to change it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

TARGETS = ("labels", "label", "targets", "target", "y", "y_true", "ground_truth")
_PLAIN = (str, bytes, int, float, bool, type(None))


def fields_of(batch: Any) -> dict[str, Any]:
    """Return the named parts of a mapping, a dataclass, a named tuple, or an object that holds tensors.

    Examples:
        >>> from collections import namedtuple
        >>> sorted(fields_of(namedtuple("Batch", "x y")(torch.ones(2), torch.ones(2))))
        ['x', 'y']
    """
    if isinstance(batch, Mapping):
        return dict(batch)
    if isinstance(batch, tuple):
        names = () if isinstance(batch, PackedSequence) else getattr(batch, "_fields", ())
        return dict(zip(names, batch, strict=False))
    if is_dataclass(batch) and not isinstance(batch, type):
        return {field.name: getattr(batch, field.name) for field in fields(batch)}
    if isinstance(batch, (Tensor, list, *_PLAIN)):
        return {}
    keys = getattr(batch, "keys", None)
    names = list(keys()) if callable(keys) else list(getattr(batch, "__dict__", {}))
    return {name: getattr(batch, name) for name in names if hasattr(batch, name)}


def target_of(batch: Any) -> Tensor | None:
    """Return the target of a batch: the part named labels or target, or the second of a pair."""
    named = fields_of(batch)
    found = next((named[name] for name in TARGETS if name in named), None)
    if found is None and isinstance(batch, list | tuple) and not isinstance(batch, PackedSequence) and len(batch) >= 2:
        found = batch[1]
    return found if isinstance(found, Tensor) else None


def with_target(batch: Any, target: Tensor) -> Any:
    """Return the batch with another target."""
    key = next((name for name in TARGETS if name in fields_of(batch)), None)
    if key is None:
        return _rebuilt(batch, [batch[0], target, *batch[2:]])
    if isinstance(batch, Mapping):
        return {**batch, key: target}
    if isinstance(batch, tuple):
        return batch._replace(**{key: target})  # type: ignore[attr-defined]
    return _with(batch, {key: target})


def inputs_of(batch: Any) -> list[Tensor]:
    """Return the tensors of a batch that are not targets."""
    if isinstance(batch, Tensor):
        return [batch]
    if isinstance(batch, PackedSequence):
        return [batch.data]
    named = fields_of(batch)
    if named:
        parts = [value for name, value in named.items() if name not in TARGETS]
        return [one for one in parts if isinstance(one, Tensor)]
    first = batch[0] if isinstance(batch, list | tuple) and batch else None
    return [] if first is None else inputs_of(first)


def rows_of(batch: Any) -> int:
    """Return the number of rows of a batch: the first dimension of its first tensor."""
    inputs = inputs_of(batch)
    return int(inputs[0].shape[0]) if inputs and inputs[0].dim() else 0


def changed(batch: Any, change: Callable[[Tensor], Tensor]) -> Any:
    """Apply a change to every tensor of a batch that has a row dimension."""
    if isinstance(batch, Tensor):
        return change(batch) if batch.dim() else batch
    if isinstance(batch, PackedSequence):
        return batch._replace(data=change(batch.data))
    if isinstance(batch, Mapping):
        return {name: changed(value, change) for name, value in batch.items()}
    if isinstance(batch, list | tuple):
        return _rebuilt(batch, [changed(value, change) for value in batch])
    named = fields_of(batch)
    made = {name: changed(value, change) for name, value in named.items()}
    made = {name: value for name, value in made.items() if value is not named[name]}
    return _with(batch, made) if made else batch


def _rebuilt(batch: Any, parts: list[Any]) -> Any:
    if hasattr(batch, "_fields"):
        return type(batch)(*parts)
    return parts if isinstance(batch, list) else tuple(parts)


def _with(batch: Any, parts: Mapping[str, Any]) -> Any:
    if is_dataclass(batch) and all(field.init for field in fields(batch)):
        return replace(batch, **parts)  # type: ignore[type-var]
    made = copy.copy(batch)
    for name, value in parts.items():
        setattr(made, name, value)
    return made


def moved(batch: Any, device: torch.device) -> Any:
    """Return the batch on another device."""
    return changed(batch, lambda tensor: tensor if tensor.device == device else tensor.to(device))


@dataclass(slots=True)
class Altered:
    """How often a model was called, and how many of its input tensors were changed."""

    calls: int = 0
    tensors: int = 0

    @property
    def nothing(self) -> bool:
        """Whether the model was called and none of its inputs could be changed."""
        return self.calls > 0 and self.tensors == 0


@contextmanager
def altered_inputs(model: nn.Module, change: Callable[[Tensor], Tensor]) -> Iterator[Altered]:
    """Change the inputs of a model, but not its targets, within the context."""
    told = Altered()

    def counted(tensor: Tensor) -> Tensor:
        made = change(tensor)
        told.tensors += made is not tensor
        return made

    def hook(module: nn.Module, inputs: tuple[Any, ...], named: Mapping[str, Any]) -> tuple[Any, Any]:
        told.calls += 1
        kept = {
            name: changed(value, counted) if name not in (*TARGETS, "attention_mask") else value
            for name, value in named.items()
        }
        return tuple(changed(value, counted) for value in inputs), kept

    handle = model.register_forward_pre_hook(hook, with_kwargs=True)
    try:
        yield told
    finally:
        handle.remove()
