"""One text from a row: a column, or several joined by a declared template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import InputError
from dataaudit.sources.field_path import column_at, column_root, field_type, value_at
from dataaudit.sources.values import value_text

CHAT_KEYS = ("content", "value", "text")
"""Keys of a chat turn that hold its text."""


class NotTextError(ValueError):
    """A value where text is expected is not text."""


@dataclass(frozen=True, slots=True)
class Template:
    """Literal text and columns in turn.

    Attributes:
        parts: ``(literal, column)`` pairs; the last column may be None.
        strict: Whether every value must be text: true for a single column, whose numbers do not count as text.
        on_list: What a list of texts in a single column is: its texts joined, its first, or an error.
        between: What they are joined by.
    """

    parts: tuple[tuple[str, str | None], ...]
    strict: bool = False
    on_list: Literal["join", "first", "error"] = "join"
    between: str = "\n"

    @classmethod
    def of_column(cls, column: str, on_list: Literal["join", "first", "error"] = "join") -> Template:
        """The template that is one column as it stands."""
        return cls((("", column),), strict=True, on_list=on_list)

    @classmethod
    def parse(cls, text: str) -> Template:
        r"""Parse ``"{instruction}\n{input}"``; doubled braces are braces.

        Raises:
            InputError: Braces that do not match, anything but a column's name inside them, or no column at all.
        """
        parts: list[tuple[str, str | None]] = []
        try:
            for literal, column, spec, conversion in Formatter().parse(text):
                if column == "" or spec or conversion:
                    message = f"template {text!r}: only a column's name is allowed in braces"
                    raise InputError(message)
                parts.append((literal, column))
        except ValueError as error:
            message = f"template {text!r}: {error}; write a column as {{name}} and a brace as {{{{"
            raise InputError(message) from None
        if not any(column for _, column in parts):
            message = f"template {text!r}: names no column; write a column as {{name}}"
            raise InputError(message)
        return cls(tuple(parts))

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that it reads, each once."""
        return tuple(dict.fromkeys(column for _, column in self.parts if column))

    def check(self, known: Sequence[str], where: str) -> None:
        """Fail when a column does not exist.

        Raises:
            InputError: Names the column, the nearest one, and where it was looked for.
        """
        for column in self.columns:
            if column_root(column, known) is None:
                message = f"{where}: no column '{column}'{did_you_mean(column, known)}"
                raise InputError(message)

    def check_fields(self, schema: pa.Schema, where: str) -> None:
        """Fail when a column, or a field inside one, does not exist.

        Raises:
            InputError: Names it, and where it was looked for.
        """
        self.check(schema.names, where)
        for column in self.columns:
            if field_type(schema, column) is None:
                message = f"{where}: '{column}': there is no such field in its column"
                raise InputError(message)

    def check_type(self, kind: pa.DataType, where: str) -> None:
        """Fail when the single column is of a type other than text.

        Raises:
            InputError: Names the column, its type, and where it was looked for.
        """
        if not is_text_type(kind) and not pa.types.is_null(kind):
            message = f"{where}: column '{self.columns[0]}' holds {kind}, not text; input.template can join columns"
            raise InputError(message)
        if self.on_list == "error" and is_list_of_texts(kind):
            message = f"{where}: column '{self.columns[0]}' holds lists; input.on_list: join or first reads them"
            raise InputError(message)

    def of_object(self, row: Mapping[str, Any]) -> str | None:
        """The text of a JSON row; None where a single column is missing or null.

        Raises:
            NotTextError: A single column holds a value that is not text.
        """
        if self.strict:
            return _as_text(self._of_list(value_at(row, self.columns[0])), strict=True)
        values = {column: value_at(row, column) for column in self.columns}
        pieces = [literal + ((_as_text(values[column]) or "") if column else "") for literal, column in self.parts]
        if all(value is None for value in values.values()):
            return None
        return "".join(pieces)

    def _of_list(self, value: Any) -> Any:
        """The text of a list of texts; any other value as it is."""
        if not isinstance(value, list) or any(isinstance(one, dict) for one in value):
            return value
        if self.on_list == "join":
            words = [one for one in value if one is not None]
            plain = self.between == "\n" or not all(isinstance(one, str) for one in words)
            return value if plain else self.between.join(words)
        if self.on_list == "error":
            message = "a list where a text is expected; input.on_list: join or first reads it"
            raise NotTextError(message)
        return value[0] if value else None

    def of_batch(self, batch: pa.RecordBatch) -> pa.LargeStringArray:
        """The texts of Arrow rows; null where every column is null.

        Raises:
            NotTextError: A single column has a type other than text.
        """
        if self.strict:
            array = column_of(batch, self.columns[0])
            if (self.on_list == "first" or self.between != "\n") and is_list_of_texts(array.type):
                array = pa.array([self._of_list(value) for value in array.to_pylist()], pa.large_string())
            return _column_text(array, strict=True)
        arrays = {column: _column_text(column_of(batch, column), strict=False) for column in self.columns}
        pieces: list[Any] = []
        for literal, column in self.parts:
            if literal:
                pieces.append(pa.scalar(literal, pa.large_string()))
            if column:
                pieces.append(pc.fill_null(arrays[column], ""))
        separator = pa.scalar("", pa.large_string())
        joined = pc.binary_join_element_wise(*pieces, separator)
        given = [pc.is_valid(array) for array in arrays.values()]
        any_given = given[0]
        for valid in given[1:]:
            any_given = pc.or_(any_given, valid)
        return pc.if_else(any_given, joined, pa.scalar(None, pa.large_string()))


@dataclass(frozen=True, slots=True)
class RowTemplate(Template):
    """A template whose value is made of a whole row, by ``of_object``."""

    @property
    def read(self) -> tuple[str, ...]:
        """Columns that a row must show."""
        return self.columns

    def of_batch(self, batch: pa.RecordBatch) -> pa.LargeStringArray:
        """What ``of_object`` makes of every Arrow row."""
        names = self.read
        values = [column_of(batch, name).to_pylist() for name in names]
        rows = (dict(zip(names, row, strict=True)) for row in zip(*values, strict=True))
        return pa.array([self.of_object(row) for row in rows], pa.large_string())


def column_of(batch: pa.RecordBatch, name: str) -> pa.Array:
    """A column of a batch, or a field inside one; nulls where this file lacks it."""
    array = column_at(batch, name)
    return pa.nulls(len(batch)) if array is None else array


def _as_text(value: Any, *, strict: bool = False) -> str | None:
    """A text from a JSON value: a string, the lines of a list, the text of a chat turn."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(_as_text(item, strict=strict) or "" for item in value)
    if isinstance(value, dict):
        for key in CHAT_KEYS:
            content = value.get(key)
            if isinstance(content, str):
                return content
            if isinstance(content, list) and content and all(isinstance(part, dict) for part in content):
                return "\n".join(part["text"] for part in content if isinstance(part.get("text"), str))
    if strict:
        kind = {bool: "true or false", int: "a number", float: "a number"}.get(type(value), "an object")
        message = f"expected a text, found {kind}"
        raise NotTextError(message)
    return value_text(value)


def is_text_type(kind: pa.DataType) -> bool:
    """Whether a column of this type can be a text by itself: strings, lists of them, chat turns."""
    if pa.types.is_dictionary(kind):
        return is_text_type(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return is_text_type(kind.value_type) or _has_chat_key(kind.value_type)
    return kind in (pa.string(), pa.large_string(), pa.string_view())


def is_list_of_texts(kind: pa.DataType) -> bool:
    """Whether a column of this type holds lists of texts, and no chat turns."""
    return bool((pa.types.is_list(kind) or pa.types.is_large_list(kind)) and not pa.types.is_struct(kind.value_type))


def _has_chat_key(kind: pa.DataType) -> bool:
    if not pa.types.is_struct(kind):
        return False
    return any(field.name in CHAT_KEYS and is_text_type(field.type) for field in kind)


def _column_text(array: pa.Array, *, strict: bool) -> pa.LargeStringArray:
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    kind = array.type
    if pa.types.is_null(kind) or (is_text_type(kind) and not pa.types.is_nested(kind)):
        return array.cast(pa.large_string())
    if strict and not is_text_type(kind):
        message = f"holds {kind}, not text"
        raise NotTextError(message)
    texts = [None if value is None else _as_text(value) for value in array.to_pylist()]
    return pa.array(texts, pa.large_string())
