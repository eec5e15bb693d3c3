"""Activation checkpointing: recomputes activations in the backward pass, block by block."""

from __future__ import annotations

from functools import partial
from typing import Any

from torch import nn
from torch.utils.checkpoint import checkpoint

from dataaudit.errors import ConfigurationError


def checkpoint_blocks(model: nn.Module) -> int:
    """Make every block of a model recompute its activations in the backward pass.

    The re-entrant variant is not used: it loses gradients if no input requires one. Models of transformers use their
    own switch; for others, the longest list of modules of one class is used.

    Returns:
        The number of blocks.

    Raises:
        ConfigurationError: The model has no such list.
    """
    blocks = check_blocks(model)
    if getattr(model, "supports_gradient_checkpointing", False):
        _switch_on(model)
        config: Any = getattr(model, "config", None)
        if config is not None:
            config.use_cache = False
        return len(blocks)
    for block in blocks:
        _wrap(block)
    return len(blocks)


def _switch_on(model: Any) -> None:
    """Use the switch of transformers, whose name depends on the version."""
    if hasattr(model, "activation_checkpointing_enable"):
        model.activation_checkpointing_enable(activation_checkpointing_kwargs={"use_reentrant": False})
    else:
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})


def check_blocks(model: nn.Module) -> list[nn.Module]:
    """Return the blocks of a model that can be checkpointed; models of transformers may have none visible here.

    Raises:
        ConfigurationError: The model cannot be checkpointed.
    """
    blocks = find_blocks(model)
    if not blocks and not getattr(model, "supports_gradient_checkpointing", False):
        message = f"{type(model).__name__} cannot be checkpointed: it has no list of at least two blocks of one class"
        raise ConfigurationError(message)
    return blocks


def find_blocks(model: nn.Module) -> list[nn.Module]:
    """Find a model's blocks: the longest list of modules of one class with parameters.

    Examples:
        >>> layers = [nn.Sequential(nn.Linear(2, 2)) for _ in range(3)]
        >>> len(find_blocks(nn.Sequential(nn.Embedding(4, 2), nn.ModuleList(layers), nn.Linear(2, 4))))
        3
    """
    best: list[nn.Module] = []
    for module in model.modules():
        if not isinstance(module, nn.ModuleList | nn.Sequential):
            continue
        children = [one for one in module.children() if any(True for _ in one.children())]
        for kind in dict.fromkeys(map(type, children)):
            same = [one for one in children if type(one) is kind and any(True for _ in one.parameters())]
            if len(same) >= 2 and len(same) > len(best):
                best = same
    return best


def _wrap(block: nn.Module) -> None:
    # Bind to the block, not to its old method, so that a copy of the block uses its own weights.
    block.forward = partial(_checkpointed, block)


def _checkpointed(block: nn.Module, *arguments: Any, **named: Any) -> Any:
    plain = partial(type(block).forward, block)
    return checkpoint(plain, *arguments, use_reentrant=False, **named) if block.training else plain(*arguments, **named)
