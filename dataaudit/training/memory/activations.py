"""Memory of what a forward pass keeps for the backward pass, measured by what autograd saves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn


class SavedTensors:
    """Counts what is saved for the backward pass within its context: every storage once, weights not at all.

    Tensors on ``meta`` are counted as if they were there, so that a model of any size can be asked.

    Args:
        model: Whose weights and buffers are no activations.

    Attributes:
        total: Bytes.
        largest: Bytes of the largest one.
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
            # A storage that is freed within the pass could be taken for another one at the same place.
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
    """Bytes saved by a forward pass, and of the largest tensor among them.

    Args:
        model: In the mode that it trains in.
        loss: Runs the forward pass and gives the loss.

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
