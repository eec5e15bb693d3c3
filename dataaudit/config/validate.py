"""From untyped values to frozen dataclasses, with messages that point at the line."""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Hashable, Mapping
from contextlib import suppress
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from dataaudit.config.strict_yaml import Document, KeyPath
from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import ConfigurationError

T = TypeVar("T")


def validate(kind: type[T], value: Mapping[str, Any], document: Document, path: KeyPath = ()) -> T:
    """Build a dataclass from configuration values.

    Args:
        kind: A frozen dataclass whose configuration forbids unknown keys.
        value: The values at ``path`` in the document.
        document: Where they were written.
        path: The place of ``value`` in the document.

    Raises:
        ConfigurationError: An unknown key, a wrong type or a value out of range; one sentence with file, line and
            column, and the nearest right name for an unknown key.
    """
    if not value:
        with suppress(TypeError):  # something is required
            return kind()
    try:
        adapter: TypeAdapter[T] = _adapter(cast("Hashable", kind))
        return adapter.validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        details = min(error.errors(), key=lambda item: item["type"] != "unexpected_keyword_argument")
        raise _explain(kind, details, document, path) from None


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    """Made once a class, which takes longer than validation."""
    return TypeAdapter(cast("type", kind))


def _explain(kind: type, details: ErrorDetails, document: Document, path: KeyPath) -> ConfigurationError:
    location = _written_part(details["loc"], document.value, path)
    full = (*path, *location)
    dotted = ".".join(map(str, full)) or "the document"
    place = document.place(full)
    if details["type"] == "unexpected_keyword_argument":
        owner = _class_at(kind, location[:-1])
        known = [field.name for field in dataclasses.fields(owner)] if owner else []
        parent = ".".join(map(str, full[:-1]))
        inside = f" in '{parent}'" if parent else ""
        return ConfigurationError(
            f"{place}: unknown key '{location[-1]}'{inside}{did_you_mean(str(location[-1]), known)}"
        )
    if details["type"] == "missing":
        return ConfigurationError(f"{place}: '{dotted}' is missing")
    problem = details["msg"].removeprefix("Value error, ").replace("Input should be", "should be")
    for jargon, plain in (("a valid array", "a list"), ("a valid tuple", "a list"), ("an object", "a mapping")):
        problem = problem.replace(jargon, plain)
    given = details["input"]
    shown = "" if isinstance(given, dict | list) or problem.endswith(repr(given)) else f", got {given!r}"
    return ConfigurationError(f"{place}: '{dotted}': {problem[0].lower()}{problem[1:]}{shown}")


def _written_part(location: tuple[int | str, ...], value: Any, path: KeyPath) -> KeyPath:
    """The location without the names of union branches, which pydantic adds and nobody wrote."""
    for step in path:
        value = value[step]
    written: list[int | str] = []
    for index, step in enumerate(location):
        inside = isinstance(value, dict) and step in value
        inside = inside or (isinstance(value, list) and isinstance(step, int) and step < len(value))
        if inside:
            value = value[step]
        if inside or (index == len(location) - 1 and isinstance(value, dict)):
            written.append(step)
    return tuple(written)


def _class_at(kind: Any, location: KeyPath) -> type | None:
    """The dataclass that stands at a location inside another one."""
    if get_origin(kind) in (Union, types.UnionType):
        kind = next((arm for arm in get_args(kind) if dataclasses.is_dataclass(arm)), None)
    if not location:
        return kind if dataclasses.is_dataclass(kind) else None  # type: ignore[return-value]
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _class_at(get_type_hints(kind).get(str(location[0])), location[1:])
    arguments = [argument for argument in get_args(kind) if argument is not Ellipsis]
    return _class_at(arguments[-1] if arguments else None, location[1:])
