"""One test over many cases: what a table says is one behaviour, and a failure names every case that breaks it."""

from __future__ import annotations

import inspect
import reprlib
from collections.abc import Callable, Iterable
from typing import Any

import pytest

SHOWN = 20
"""Failures that are shown in full."""


def every(
    names: str, cases: Iterable[Any], name: Callable[[Any], str] = reprlib.repr
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Like ``pytest.mark.parametrize``, in one test: all cases are checked before it fails.

    Fixtures are those of one test, shared by its cases.

    Args:
        names: Arguments that a case gives, separated by commas.
        cases: A value for one name, a tuple of values for several.
        name: What to call a case where it fails.
    """
    arguments = [argument.strip() for argument in names.split(",")]
    listed = list(cases)

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(test)

        def checked(**fixtures: Any) -> None:
            failures = []
            for case in listed:
                values = case if len(arguments) > 1 else (case,)
                try:
                    test(**dict(zip(arguments, values, strict=True)), **fixtures)
                except (Exception, pytest.fail.Exception) as error:
                    failures.append(f"{name(case)}: {type(error).__name__}: {error}")
            assert listed, "there is no case"
            told = "\n".join(failures[:SHOWN])
            assert not failures, f"{len(failures)} of {len(listed)} cases fail:\n{told}"

        checked.__name__ = test.__name__
        checked.__qualname__ = test.__qualname__
        checked.__module__ = test.__module__
        checked.__doc__ = test.__doc__
        checked.pytestmark = getattr(test, "pytestmark", [])
        others = [one for one in signature.parameters.values() if one.name not in arguments]
        checked.__signature__ = signature.replace(parameters=others)
        return checked

    return decorate
