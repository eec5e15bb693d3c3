"""Everything that a training holds, written down byte by byte to be compared."""

from __future__ import annotations

import copy
import random
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn


def written(value: Any) -> Any:
    """A value in which tensors and arrays are their type, shape and bytes: NaN equals itself, and 0.0 is not -0.0."""
    if isinstance(value, Tensor):
        whole = value.detach().coalesce().to_dense() if value.is_sparse else value.detach()
        flat = whole.cpu().contiguous().reshape(-1).view(torch.uint8)
        return str(value.dtype), tuple(value.shape), flat.numpy().tobytes()
    if isinstance(value, np.ndarray):
        return str(value.dtype), value.shape, value.tobytes()
    if isinstance(value, dict):
        return {key: written(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [written(one) for one in value]
    return copy.deepcopy(value)


def snapshot(
    model: nn.Module, optimizer: Any = None, scheduler: Any = None, scaler: Any = None, loader: Any = None
) -> dict[str, Any]:
    """All that a training step may change, by kind."""
    generator = getattr(loader, "generator", None)
    return {
        "parameters": written(dict(model.named_parameters(remove_duplicate=False))),
        "gradients": {name: written(one.grad) for name, one in model.named_parameters(remove_duplicate=False)},
        "trainable": {name: one.requires_grad for name, one in model.named_parameters(remove_duplicate=False)},
        "buffers": written(dict(model.named_buffers(remove_duplicate=False))),
        "modes": {name: one.training for name, one in model.named_modules()},
        "optimizer": None if optimizer is None else written(optimizer.state_dict()),
        "scheduler": None if scheduler is None else written(scheduler.state_dict()),
        "scaler": None if scaler is None else written(vars(scaler)),
        "generator": None if generator is None else written(generator.get_state()),
        "random": [random.getstate(), written(np.random.get_state()), written(torch.get_rng_state())],  # noqa: NPY002
    }


def hooks(model: nn.Module, optimizer: Any = None) -> int:
    """Hooks on modules, parameters and optimizer."""
    count = 0
    for module in model.modules():
        count += sum(len(value) for name, value in vars(module).items() if "hooks" in name and isinstance(value, dict))
    for parameter in model.parameters():
        count += len(parameter._backward_hooks or ()) + len(parameter._post_accumulate_grad_hooks or ())
    if optimizer is not None:
        kinds = ("_optimizer_step_pre_hooks", "_optimizer_step_post_hooks")
        count += sum(len(getattr(optimizer, name)) for name in kinds)
    return count
