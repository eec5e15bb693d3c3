"""Which column is the class of a row: by its name, and by values that are short and repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa

from dataaudit.sources.field_path import column_at
from dataaudit.sources.shapes.compared_answers import find_compared
from dataaudit.sources.shapes.recognise_shape import recognise_shape
from dataaudit.sources.template import is_text_type

_CHOSEN = ("accept", "choices", "labels", "label", "radio_answer")
"""Names of lists in which annotators' tools write what was chosen."""
_DEEPEST = 6
"""How many columns and fields deep it lies at most."""
LABEL_NAMES = ("label", "labels", "class", "category", "target", "intent", "sentiment")
_FORMS = ("id", "idx", "index", "name", "text", "code", "no", "number", "num", "value")
"""Words in the name of a column that say in which form it gives a class."""
_OF_ANNOTATORS = ("output:", "golden:")
"""How tables of annotators begin the names of the columns that they fill in."""
_NAME_PARTS = re.compile(r"[\s_.-]+")
_LONGEST_LABEL = 64
_SEVERAL, _FEW = 2, 20
_STRINGS = (pa.string(), pa.large_string())


def _is_about(column: str, name: str) -> bool:
    """Whether a column is the number or the name of what another name stands for, as "class index" of a class."""
    words = set(_NAME_PARTS.split(column))
    return name in words and words <= {name, *_FORMS}


def _called_label(head: pa.Table) -> list[str]:
    """Columns with the name of a class, its number or its name; else the one whose name ends so, as gold_label."""
    lowered = {name.lower(): name for name in reversed(head.schema.names)}
    exact = [lowered[name] for name in LABEL_NAMES if name in lowered]
    about = [column for name in LABEL_NAMES for low, column in lowered.items() if _is_about(low, name)]
    ends = [
        column
        for low, column in lowered.items()
        if _NAME_PARTS.split(low)[-1] in LABEL_NAMES and not pa.types.is_nested(head.schema.field(column).type)
    ]
    shape = recognise_shape(head, ()) if not exact and (about or len(ends) == 1) else None
    about = [column for column in about if shape is None or column not in shape.columns]  # target_text is an answer
    asked = [column for low, column in lowered.items() if low.startswith(_OF_ANNOTATORS)]
    if not exact and len(asked) == 1:
        return asked
    return exact or about or (ends if len(ends) == 1 and (shape is None or shape.kind == "pair") else [])


def find_label(head: pa.Table) -> str | None:
    """The column of the class by its name and its first values, or the place of it inside one, or None."""
    compared = find_compared(head)
    for column in _called_label(head):
        if (compared and column == compared.verdict) or _is_key(head, column):
            continue
        kind = head.schema.field(column).type
        values = [value for value in head.column(column).to_pylist() if value is not None]
        short = all(not isinstance(value, str) or len(value) <= _LONGEST_LABEL for value in values)
        repeated = len(values) < 20 or len({str(value) for value in values}) <= 0.5 * len(values)
        scalar = pa.types.is_integer(kind) or pa.types.is_boolean(kind) or is_text_type(kind)
        if values and scalar and short and repeated and not pa.types.is_nested(kind):
            return str(column)
    return _chosen_label(head)


def _is_key(head: pa.Table, column: str) -> bool:
    """Whether a column holds the number of the right one of some choices, which are others in every row."""
    shape = recognise_shape(head, ()) if pa.types.is_integer(head.schema.field(column).type) else None
    keys = [one for role, one in shape.named if role == "reference"] if shape and shape.kind == "choices" else []
    return column in keys


def _chosen_label(head: pa.Table) -> str | None:
    """The place of the one class that annotators chose of several, in the form that their tools export; None for none.

    It is the first element of a list inside a column: of lists that hold one short text at most, which repeat.
    """
    batch = head.combine_chunks().to_batches()[0] if head.num_rows else None
    for path, kind in _lists(head.schema):
        held = column_at(batch, path) if batch is not None and kind.value_type in _STRINGS else None
        lists = [value for value in held.to_pylist() if value is not None] if held is not None else []
        classes = [value[0] for value in lists if value]
        single = all(len(value) < _SEVERAL for value in lists)
        short = all(one is not None and len(one) <= _LONGEST_LABEL for one in classes)
        repeated = len(set(classes)) < len(classes) if len(classes) < _FEW else len(set(classes)) <= 0.5 * len(classes)
        if classes and single and short and repeated:
            return f"{path}[0]"
    return None


def _lists(schema: pa.Schema) -> Iterator[tuple[str, pa.DataType]]:
    """Paths and types of lists with the name of a choice; of lists of objects their first elements are looked into."""
    waiting = [(column.name, column.name, column.type, 0) for column in schema]
    while waiting:
        path, name, kind, depth = waiting.pop(0)
        if pa.types.is_struct(kind):
            waiting += [(f"{path}.{one.name}", one.name, one.type, depth + 1) for one in kind if depth < _DEEPEST]
        elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
            if name.casefold() in _CHOSEN and not pa.types.is_nested(kind.value_type):
                yield path, kind
            elif depth < _DEEPEST:
                waiting.append((f"{path}[0]", name, kind.value_type, depth + 1))
