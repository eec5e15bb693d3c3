"""Parts of a model that an installed package defines.

How such a part starts, which layers follow each other in it, and what it has for other tasks is its authors' doing: a
token that stands for what is masked, the pooler of an encoder.
"""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Collection, Mapping
from pathlib import Path

from torch import nn

_COMPOSED = ("torch", "dataaudit")
"""Packages whose modules are what people build their own models of."""


def library_parts(model: nn.Module) -> dict[str, str]:
    """By the name of every module inside such a part the name of the outermost one; "" is the model itself.

    Examples:
        >>> library_parts(nn.Sequential(nn.Linear(2, 2)))
        {}
    """
    found: dict[str, str] = {}
    for name, module in model.named_modules():
        outer = name.rpartition(".")[0]
        if name and outer in found:
            found[name] = found[outer]
        elif _installed(type(module)):
            found[name] = name
    return found


def left_out(parts: Mapping[str, str], lost: Collection[str], all_names: Collection[str]) -> set[str]:
    """Parameters without a gradient, of parts in which most others have one.

    Args:
        parts: See ``library_parts``.
        lost: Parameters without a gradient.
        all_names: All that are trained.

    Examples:
        >>> left_out({"bert": "bert", "bert.pooler": "bert"}, ["bert.pooler.weight", "head"], ["bert.w", "bert.v",
        ...     "bert.pooler.weight", "head"])
        {'bert.pooler.weight'}
    """
    own = {name: parts[name.rpartition(".")[0]] for name in all_names if name.rpartition(".")[0] in parts}
    held: dict[str, list[bool]] = {}
    for name, part in own.items():
        held.setdefault(part, []).append(name in lost)
    learnt = {part for part, without in held.items() if 2 * sum(without) < len(without)}
    return {name for name, part in own.items() if name in lost and part in learnt}


def _installed(kind: type) -> bool:
    package = kind.__module__.partition(".")[0]
    if package in _COMPOSED:
        return False
    file = getattr(sys.modules.get(kind.__module__), "__file__", None)
    return file is not None and any(Path(file).is_relative_to(place) for place in _PLACES)


_PLACES = tuple({Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")})
