"""Which columns are the text of rows whose shape is not known: by their names, or because they hold prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pyarrow as pa

from dataaudit.errors import InputError
from dataaudit.sources.field_path import column_at
from dataaudit.sources.shapes.moments import is_moment
from dataaudit.sources.template import Template, is_text_type

_LONGEST_DATE = 40
_ONE = "text"
_SEVERAL, _DEEPEST = 3, 3
"""Fewest rows of which one text in all is not theirs, and how deep texts are looked for."""
TEXT_NAMES = (
    "text", "content", "document", "body", "sentence", "passage", "raw_content", "page_content", "raw_text",
    "full_text", "maintext", "markdown",
)  # fmt: skip

IDENTIFIERS = re.compile(r"(.*_)?(id|uuid|guid|url|uri|link|path|file|filename|hash|md5|sha1|sha256|date|time|lang)")
"""Names of columns that identify a row or say where it is from."""


def find_text(head: pa.Table, where: str, taken: set[str | None]) -> tuple[Template, str]:
    """The template of the text of rows whose shape is not known, and how it was found.

    Args:
        head: First rows.
        where: Their file's name, for messages.
        taken: Columns that have another meaning.

    Raises:
        InputError: No column is recognised as text.
    """
    names = head.schema.names
    lowered = {name.lower(): name for name in reversed(names)}
    for known in TEXT_NAMES:
        column = lowered.get(known)
        if column and column not in taken and is_text_type(head.schema.field(column).type):
            return Template.of_column(column), f"text column '{column}' (found by its name; input.text chooses another)"
    prose = [name for name in names if name not in taken and is_prose(head.column(name), name)]
    inner = inner_texts(head)
    # What is asked of annotators is the same for every row, and what they see lies inside.
    if inner and head.num_rows >= _SEVERAL and prose and all(_is_constant(head.column(name)) for name in prose):
        return _of_fields(inner)
    if inner and prose and all(_is_sparse(head.column(name)) for name in prose):
        return _of_fields(inner)
    if len(prose) == 1:
        why = f"text column '{prose[0]}' (the only one with prose; input.text chooses another)"
        return Template.of_column(prose[0]), why
    if prose:
        joined = Template(tuple(("\n" * (index > 0), name) for index, name in enumerate(prose)))
        return joined, f"text from {' + '.join(prose)} (all columns with prose; input.text or input.template chooses)"
    texts = [name for name in names if is_text_type(head.schema.field(name).type) and name not in taken]
    if len(texts) == 1 and not IDENTIFIERS.fullmatch(texts[0].lower()):
        return Template.of_column(texts[0]), f"text column '{texts[0]}' (the only one; input.text chooses another)"
    if inner:
        return _of_fields(inner)
    if len(texts) == 1:
        return Template.of_column(texts[0]), f"text column '{texts[0]}' (the only one; input.text chooses another)"
    shown = ", ".join(names) if names else "none"
    message = (
        f"{where}: no text column recognised among {shown}; name one with input.text, or join several with "
        "input.template"
    )
    raise InputError(message)


def _of_fields(paths: Sequence[str]) -> tuple[Template, str]:
    joined = Template(tuple(("\n" * (number > 0), path) for number, path in enumerate(paths)))
    joined = joined if len(paths) > 1 else Template.of_column(paths[0])
    return joined, f"text from {' + '.join(paths)} (fields with text inside columns; input.text chooses another)"


def inner_texts(head: pa.Table) -> list[str]:
    """Paths of fields inside objects: one that is called a text, or else all whose values read like text."""
    prose: list[str] = []
    batch = head.combine_chunks().to_batches()[0] if head.num_rows else None
    for path, kind in _fields(head.schema):
        name = path.rpartition(".")[2].casefold()
        held = None if batch is None else column_at(batch, path)
        if held is None or (head.num_rows >= _SEVERAL and _is_constant(held)):
            continue
        if name in TEXT_NAMES and is_text_type(kind):
            return [path]
        if is_prose(pa.chunked_array([held]), path.lower()):
            prose.append(path)
    return prose


def _is_constant(column: pa.ChunkedArray | pa.Array) -> bool:
    values = column.to_pylist()
    return all(value == values[0] for value in values)


def _is_sparse(column: pa.ChunkedArray) -> bool:
    """Whether most rows have nothing in a column, as in one of error messages."""
    return bool(column.null_count > 0.5 * len(column))


def _fields(schema: pa.Schema) -> Iterator[tuple[str, pa.DataType]]:
    """Paths and types of the plain fields inside columns; of a list, those of its first element."""
    waiting = [(column.name, column.type, 0) for column in schema if pa.types.is_nested(column.type)]
    while waiting:
        path, kind, depth = waiting.pop(0)
        if pa.types.is_struct(kind):
            inner = [(f"{path}.{one.name}", one.type) for one in kind]
        elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
            inner = [(f"{path}[0]", kind.value_type)]
        else:
            continue
        for name, one in inner:
            if pa.types.is_nested(one) and depth < _DEEPEST:
                waiting.append((name, one, depth + 1))
            elif not pa.types.is_nested(one) and pa.types.is_struct(kind):
                yield name, one


def is_prose(column: pa.ChunkedArray, name: str) -> bool:
    """Whether the first values of a column read like text: mostly different, and of several words or long."""
    if not is_text_type(column.type) or IDENTIFIERS.fullmatch(name.lower()):
        return False
    batch = pa.RecordBatch.from_arrays([column.combine_chunks()], names=[_ONE])  # a name may be empty
    values = [value for value in Template.of_column(_ONE).of_batch(batch).to_pylist() if value and value.strip()]
    if not values:
        return False
    prose = sum(_reads_like_text(value) for value in values)
    return prose >= 0.5 * len(values) and len(set(values)) >= 0.1 * len(values)


def _reads_like_text(value: str) -> bool:
    if value.lstrip()[:1] in ("{", "[") and value.rstrip()[-1:] in ("}", "]"):  # JSON, whose words are keys
        return False
    if len(value) <= _LONGEST_DATE and is_moment(value):  # 4 de outubro de 2019
        return False
    several_words = len(value.split()) > 2 or (len(value) >= 6 and not value.isascii())
    return several_words and sum(map(str.isalpha, value)) >= 0.4 * len(value)
