"""Activations computed again in the backward pass, block by block, rather than kept."""

from __future__ import annotations

from functools import partial
from typing import Any

from torch import nn
from torch.utils.checkpoint import checkpoint

from dataaudit.errors import ConfigurationError


def checkpoint_blocks(model: nn.Module) -> int:
    """Let every block of a model compute its activations again when gradients need them.

    Without the re-entrant variant, whose gradients are lost where no input needs one. Models of transformers do it by
    their own switch; of others, the longest list of modules of one class is taken.

    Returns:
        How many blocks.

    Raises:
        ConfigurationError: There is no such list.
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
    """The switch of transformers, under the name that its version has."""
    if hasattr(model, "activation_checkpointing_enable"):
        model.activation_checkpointing_enable(activation_checkpointing_kwargs={"use_reentrant": False})
    else:
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})


def check_blocks(model: nn.Module) -> list[nn.Module]:
    """The blocks of a model that can be checkpointed; those of transformers may have none that we see.

    Raises:
        ConfigurationError: It cannot.
    """
    blocks = find_blocks(model)
    if not blocks and not getattr(model, "supports_gradient_checkpointing", False):
        message = f"{type(model).__name__} cannot be checkpointed: it has no list of two or more blocks of one class"
        raise ConfigurationError(message)
    return blocks


def find_blocks(model: nn.Module) -> list[nn.Module]:
    """The longest list of modules of one class that hold parameters: a model's blocks.

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
    # A function on the block and not on its old method: a copy of the block then computes with its own weights.
    block.forward = partial(_checkpointed, block)


def _checkpointed(block: nn.Module, *arguments: Any, **named: Any) -> Any:
    plain = partial(type(block).forward, block)
    return checkpoint(plain, *arguments, use_reentrant=False, **named) if block.training else plain(*arguments, **named)
