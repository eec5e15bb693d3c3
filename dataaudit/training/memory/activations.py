"""Measures activation memory: the tensors that autograd saves for the backward pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn


class SavedTensors:
    """Counts what is saved for the backward pass within its context: every storage once, without weights.

    Tensors on ``meta`` count as if they were real, so a model of any size can be measured.

    Args:
        model: The model; its weights and buffers are not activations.

    Attributes:
        total: Bytes saved.
        largest: Bytes of the largest saved storage.
    """

    def __init__(self, model: nn.Module) -> None:
        self.total = self.largest = 0
        self._own = {_storage(one) for one in (*model.parameters(), *model.buffers())}
        self._seen: set[int] = set()
        self._kept: list[Any] = []
        self._hooks = torch.autograd.graph.saved_tensors_hooks(self._pack, lambda tensor: tensor)

    def _pack(self, tensor: Tensor) -> Tensor:
        key = _storage(tensor)
        if key not in self._own and key not in self._seen:
            self._seen.add(key)
            # Keep the storage: a freed one could be mistaken for another at the same address.
            self._kept.append(tensor.untyped_storage())
            size = tensor.untyped_storage().nbytes()
            self.total += size
            self.largest = max(self.largest, size)
        return tensor

    def __enter__(self) -> SavedTensors:
        self._hooks.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._hooks.__exit__(*error)
        self._kept.clear()


def _storage(tensor: Tensor) -> int:
    return int(tensor.untyped_storage()._cdata)


def activation_bytes(model: nn.Module, loss: Callable[[], Tensor]) -> tuple[int, int]:
    """Return the bytes saved by a forward pass, and those of its largest tensor.

    Args:
        model: The model, in the mode that it trains in.
        loss: Runs the forward pass and returns the loss.

    Examples:
        >>> model = nn.Sequential(nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 100))
        >>> inputs = torch.zeros(10, 100)
        >>> activation_bytes(model, lambda: model(inputs).sum())[0]  # inputs, and the ReLU's output
        8000
    """
    with SavedTensors(model) as saved, torch.enable_grad():
        held = loss()
        total, largest = saved.total, saved.largest
        del held
    return total, largest
