"""Columns that hold another type in one split than in another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from dataaudit.sources.columnar import Columnar
from dataaudit.sources.json_shape import Shape
from dataaudit.sources.source_file import SourceFile

_JSON = {"bool": "booleans", "int": "numbers", "float": "numbers", "str": "texts", "dict": "objects"}
_ARROW: tuple[tuple[Any, str], ...] = (
    (pa.types.is_boolean, "booleans"), (pa.types.is_integer, "numbers"), (pa.types.is_floating, "numbers"),
    (pa.types.is_decimal, "numbers"), (pa.types.is_string, "texts"), (pa.types.is_large_string, "texts"),
    (pa.types.is_string_view, "texts"), (pa.types.is_struct, "objects"), (pa.types.is_map, "objects"),
    (pa.types.is_binary, "bytes"), (pa.types.is_large_binary, "bytes"), (pa.types.is_temporal, "times"),
)  # fmt: skip


def split_types(files: Iterable[SourceFile], shapes: Mapping[int, Shape]) -> dict[str, str]:
    """What every column holds by split, for columns of which two splits share no type.

    Args:
        files: The files; those of one split count together. Formats without types (CSV, text) say nothing.
        shapes: Types of the JSON columns, by file ordinal, from all rows.

    Returns:
        Sentences such as "numbers in train, texts in test", by column.
    """
    held: dict[str, dict[str, set[str]]] = {}
    for file in files:
        shape = shapes.get(file.ordinal)
        if shape is not None:
            kinds = {name: _of_shape(inner) for name, inner in shape.fields.items()}
        elif isinstance(file.reader, Columnar):
            kinds = {column.name: _of_type(column.type) for column in file.schema()}
        else:
            continue
        for name, seen in kinds.items():
            held.setdefault(name, {}).setdefault(file.split or "", set()).update(seen)
    told = {}
    for name, by_split in held.items():
        known = {split: seen for split, seen in by_split.items() if seen and split}
        if any(not one & other for one in known.values() for other in known.values()):
            told[name] = ", ".join(f"{' and '.join(sorted(seen))} in {split}" for split, seen in sorted(known.items()))
    return told


def _of_shape(shape: Shape) -> set[str]:
    kinds = {_JSON[kind] for kind in shape.kinds if kind in _JSON}
    inside = _of_shape(shape.item) if shape.item else set()
    return kinds | ({f"lists of {one}" for one in inside or {"nothing"}} if "list" in shape.kinds else set())


def _of_type(kind: pa.DataType) -> set[str]:
    if pa.types.is_dictionary(kind):
        return _of_type(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return {f"lists of {one}" for one in _of_type(kind.value_type) or {"nothing"}}
    return {next((name for is_kind, name in _ARROW if is_kind(kind)), str(kind))} - {"null"}
