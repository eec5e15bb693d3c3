"""Reports which owners hold tensor memory, and releases unused memory."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from dataaudit.engine.allocator import give_back, resident_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Tensors of one owner.

    Attributes:
        owner: weights, gradients, optimizer, or the type of an object that refers to them.
        tensors: Number of tensors.
        bytes: Bytes of their storages, each counted once.
    """

    owner: str
    tensors: int
    bytes: int


def held_memory(model: nn.Module | None = None, optimizer: torch.optim.Optimizer | None = None) -> list[Held]:
    """Return live tensors by owner, the largest first.

    Args:
        model: Its weights, buffers and gradients are listed as owners.
        optimizer: Its states are listed as an owner.

    Examples:
        >>> model = nn.Linear(1000, 1000)
        >>> [(one.owner, one.bytes) for one in held_memory(model) if one.owner == "weights"]
        [('weights', 4004000)]
    """
    owners: dict[int, str] = {}
    for one in [] if model is None else [*model.parameters(), *model.buffers()]:
        owners[_key(one)] = "weights"
        if one.grad is not None and one.grad.layout is torch.strided:
            owners[_key(one.grad)] = "gradients"
    if optimizer is not None:
        states = [value for state in optimizer.state.values() for value in state.values() if isinstance(value, Tensor)]
        owners |= {_key(one): "optimizer" for one in states}
    found: dict[str, list[int]] = {}
    seen: set[int] = set()
    others: list[Tensor] = []
    for one in gc.get_objects():
        if type(one) not in (Tensor, nn.Parameter) or one.layout is not torch.strided or one.device.type == "meta":
            continue
        key = _key(one)
        if key in seen:
            continue
        seen.add(key)
        owner = owners.get(key) or ("graph" if one.grad_fn is not None else None)
        if owner is None:
            others.append(one)
        else:
            found.setdefault(owner, []).append(one.untyped_storage().nbytes())
    for one, owner in zip(others, _referrers(others), strict=True):
        found.setdefault(owner, []).append(one.untyped_storage().nbytes())
    made = [Held(owner=owner, tensors=len(sizes), bytes=sum(sizes)) for owner, sizes in found.items()]
    return sorted(made, key=lambda one: -one.bytes)


def release_memory(device: torch.device | None = None) -> int:
    """Collect garbage and return freed memory to the system.

    Referenced tensors stay: a kept loss keeps its whole graph. On a GPU the memory becomes available to other
    processes; this process gains nothing.

    Returns:
        Bytes released.
    """
    cuda = device is not None and device.type == "cuda"
    before = int(torch.cuda.memory_reserved(device)) if cuda else resident_bytes()
    gc.collect()
    if cuda:
        torch.cuda.empty_cache()
    else:
        give_back()
    after = int(torch.cuda.memory_reserved(device)) if cuda else resident_bytes()
    return max(0, before - after)


def _key(tensor: Any) -> int:
    return int(tensor.untyped_storage()._cdata)


def _referrers(tensors: list[Tensor]) -> list[str]:
    """Return the type of an object, other than a frame, that refers to each tensor, in one pass over the heap."""
    places = {id(one): place for place, one in enumerate(tensors)}
    kinds = ["a variable"] * len(tensors)
    for holder in gc.get_referrers(*tensors) if tensors else []:
        if holder is tensors or hasattr(holder, "f_locals"):
            continue
        plain = isinstance(holder, dict | list | tuple | set)
        for one in gc.get_referents(holder):
            place = places.get(id(one))
            if place is not None and kinds[place] == "a variable":
                kinds[place] = f"a {type(holder).__name__}" if plain else type(holder).__name__
    return kinds
