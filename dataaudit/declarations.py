"""What the modules of a folder declare: a module put into the folder takes part, and no list names it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any


def modules_of(package: str) -> tuple[str, ...]:
    """The names of a package's modules, sorted; none of them is imported.

    Examples:
        >>> "jsonl" in modules_of("dataaudit.sources.formats")
        True
    """
    return tuple(sorted(module.name for module in iter_modules(import_module(package).__path__)))


@cache
def declared(package: str, name: str) -> dict[str, Any]:
    """What every module of a package holds under one name, by module; declarations are sorted by their ``rank``."""
    found = {module: getattr(import_module(f"{package}.{module}"), name) for module in modules_of(package)}
    return dict(sorted(found.items(), key=lambda item: item[1].rank))
