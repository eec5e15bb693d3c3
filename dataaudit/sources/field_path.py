"""Names of fields inside a column, such as ``translation.en`` or ``messages[-1].content``."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_STEP = re.compile(r"\.?([^.\[\]]+)|\[(-?\d+)\]")


def column_root(name: str, known: Collection[str]) -> str | None:
    """The column that a name begins with: the name itself where there is such a column; None where there is not.

    Examples:
        >>> column_root("translation.en", ["translation"]), column_root("a.b", ["a.b", "a"]), column_root("x.y", ["z"])
        ('translation', 'a.b', None)
    """
    if name in known:
        return name
    root = re.split(r"[.\[]", name, maxsplit=1)[0]
    return root if root in known and _steps(name[len(root) :]) is not None else None


@cache
def _steps(path: str) -> tuple[str | int, ...] | None:
    """The keys and places of a path; None for one that cannot be read."""
    found, end = list[str | int](), 0
    for match in _STEP.finditer(path):
        if match.start() != end:
            return None
        found.append(match[1] if match[1] is not None else int(match[2]))
        end = match.end()
    return tuple(found) if end == len(path) else None


def value_at(row: Mapping[str, Any], name: str) -> Any:
    """The value of a column or of a field inside one; None where it is missing.

    Examples:
        >>> value_at({"messages": [{"content": "Hi"}, {"content": "Hello"}]}, "messages[-1].content")
        'Hello'
    """
    if name in row:
        return row[name]
    root = column_root(name, row.keys())
    return None if root is None else _walk(row[root], _steps(name[len(root) :]) or ())


def _walk(value: Any, steps: Sequence[str | int]) -> Any:
    for step in steps:
        if isinstance(step, int) and isinstance(value, list) and -len(value) <= step < len(value):
            value = value[step]
        elif isinstance(step, str) and isinstance(value, Mapping):
            value = value.get(step)
        else:
            return None
    return value


def field_type(schema: pa.Schema, name: str) -> pa.DataType | None:
    """The type of a column or of a field inside one; None where there is no such field."""
    root = column_root(name, schema.names)
    if root is None:
        return None
    kind = schema.field(root).type
    for step in _steps(name[len(root) :]) or ():
        if isinstance(step, str) and pa.types.is_struct(kind) and kind.get_field_index(step) >= 0:
            kind = kind.field(step).type
        elif isinstance(step, int) and (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
            kind = kind.value_type
        else:
            return None
    return kind


def column_at(batch: pa.RecordBatch, name: str) -> pa.Array | None:
    """A column of a batch or a field inside one; None where there is no such field."""
    root = column_root(name, batch.schema.names)
    kind = field_type(batch.schema, name)
    if root is None or kind is None:
        return None
    array, steps = batch.column(root), _steps(name[len(root) :]) or ()
    if all(isinstance(step, str) for step in steps):
        return pc.struct_field(array, list(steps)) if steps else array
    return pa.array([_walk(value, steps) for value in array.to_pylist()], kind)
