"""Saves the state of a training run and restores it bit for bit."""

from __future__ import annotations

import copy
import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn


class TrainingState:
    """All state that trial training steps change.

    This covers parameters, buffers (also those outside ``state_dict``), gradients, the mode of every module, the
    optimizer's state and groups, scheduler, gradient scaler, and the random generators, including the loader's.

    Args:
        model: The model.
        optimizer: Or None.
        scheduler: Or None.
        scaler: Or None.
        loader: Its generators are saved; a started iterator cannot be restored.
    """

    def __init__(
        self, model: nn.Module, optimizer: Any = None, scheduler: Any = None, scaler: Any = None, loader: Any = None
    ) -> None:
        self.model, self.optimizer, self.scheduler, self.scaler = model, optimizer, scheduler, scaler
        self._tensors = [(one, one.detach().clone()) for one in _tensors(model)]
        self._buffers = [(module, name, one) for module in model.modules() for name, one in module._buffers.items()]
        self._gradients = [(one, None if one.grad is None else one.grad.detach().clone()) for one in model.parameters()]
        self._trainable = [(one, one.requires_grad) for one in model.parameters()]
        self._modes = [(module, module.training) for module in model.modules()]
        if optimizer is not None:
            self._state = {key: _copied(value) for key, value in optimizer.state.items()}
            self._groups = [
                {key: _copied(value) for key, value in group.items() if key != "params"}
                for group in optimizer.param_groups
            ]
            self._called = {key: value for key, value in vars(optimizer).items() if key == "_opt_called"}
        self._scheduler = copy.deepcopy(scheduler.state_dict()) if scheduler is not None else None
        self._scaler = {key: _copied(value) for key, value in vars(scaler).items()} if scaler is not None else None
        self._generators = [(one, one.get_state().clone()) for one in _generators(loader)]
        self._random = random.getstate()
        self._numpy = np.random.get_state()  # noqa: NPY002  (the global generator is what others use)
        self._torch = torch.get_rng_state()
        self._cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else None

    def restore(self) -> None:
        """Restore everything."""
        for module, name, buffer in self._buffers:
            # A module may have replaced a buffer by another tensor.
            module._buffers[name] = buffer
        with torch.no_grad():
            for one, saved in self._tensors:
                one.copy_(saved)
        for parameter, trainable in self._trainable:
            parameter.requires_grad_(trainable)
        for parameter, gradient in self._gradients:
            parameter.grad = None if gradient is None else gradient.clone()
        for module, training in self._modes:
            module.training = training
        if self.optimizer is not None:
            self.optimizer.state.clear()
            self.optimizer.state.update({key: _copied(value) for key, value in self._state.items()})
            for group, saved_group in zip(self.optimizer.param_groups, self._groups, strict=True):
                for key in [key for key in group if key != "params" and key not in saved_group]:
                    del group[key]
                group.update({key: _copied(value) for key, value in saved_group.items()})
            vars(self.optimizer).pop("_opt_called", None)
            vars(self.optimizer).update(self._called)
        if self.scheduler is not None:
            self.scheduler.load_state_dict(copy.deepcopy(self._scheduler))
        if self.scaler is not None and self._scaler is not None:
            vars(self.scaler).update({key: _copied(value) for key, value in self._scaler.items()})
        self.restore_random()

    def reseed(self, seed: int) -> None:
        """Seed all generators, including the loader's, for another data order and other dropout masks."""
        torch.manual_seed(seed)
        random.seed(seed)
        np.random.seed(seed % 2**32)  # noqa: NPY002
        for generator, _ in self._generators:
            generator.manual_seed(seed)

    def restore_random(self) -> None:
        """Restore only the random generators."""
        for generator, saved in self._generators:
            generator.set_state(saved)
        random.setstate(self._random)
        np.random.set_state(self._numpy)  # noqa: NPY002
        torch.set_rng_state(self._torch)
        if self._cuda is not None:
            torch.cuda.set_rng_state_all(self._cuda)


@contextmanager
def restored(
    model: nn.Module, optimizer: Any = None, scheduler: Any = None, scaler: Any = None, loader: Any = None
) -> Iterator[TrainingState]:
    """Restore the state of a training run when the context ends, even after an error."""
    state = TrainingState(model, optimizer, scheduler, scaler, loader)
    try:
        yield state
    finally:
        state.restore()


def _tensors(model: nn.Module) -> list[Tensor]:
    return [one for one in (*model.parameters(), *model.buffers()) if one.device.type != "meta"]


def _copied(value: Any) -> Any:
    """Copy a value, cloning its tensors."""
    if isinstance(value, Tensor):
        return value.detach().clone()
    if isinstance(value, defaultdict):
        return defaultdict(value.default_factory, {key: _copied(one) for key, one in value.items()})
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_copied(one) for one in value]
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return tuple(_copied(one) for one in value)
    return copy.deepcopy(value)


def _generators(loader: Any) -> list[torch.Generator]:
    found: list[torch.Generator] = []
    for holder in (
        loader,
        getattr(loader, "sampler", None),
        getattr(getattr(loader, "batch_sampler", None), "sampler", None),
    ):
        generator = getattr(holder, "generator", None)
        if isinstance(generator, torch.Generator) and all(generator is not one for one in found):
            found.append(generator)
    return found
