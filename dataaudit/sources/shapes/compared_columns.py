"""Which columns are compared beside the text of a row, which are only watched, and which nobody reads."""

from __future__ import annotations

import re

import pyarrow as pa

from dataaudit.config.run_options import InputOptions
from dataaudit.sources.field_path import column_root
from dataaudit.sources.shapes.compared_answers import judged_by
from dataaudit.sources.shapes.media_files import find_media_files
from dataaudit.sources.shapes.named_parts import NamedParts
from dataaudit.sources.shapes.recognise_shape import LOOKED_AT, media_columns
from dataaudit.sources.shapes.row_places import answered_rows, in_a_tree
from dataaudit.sources.shapes.tags import Tags
from dataaudit.sources.shapes.text_columns import IDENTIFIERS, is_prose
from dataaudit.sources.shapes.turns import Content, Turns
from dataaudit.sources.template import Template, is_text_type

_NAMELESS = re.compile(r"column_\d+")
"""What columns without names are called; nobody knows what they mean, so rows that differ in them differ."""
_FRACTION = re.compile(r"-?\d*\.\d+(?:[eE][-+]?\d+)?")
_WATCHED = 32
"""Columns that are looked at although nothing reads them."""
_SHOWN = 8
"""Columns that are named in a sentence."""


def compared_content(
    config: InputOptions,
    head: pa.Table,
    text: Template,
    turns: Turns | None,
    taken: set[str | None],
    tags: Tags | None,
    parts: NamedParts | None,
) -> tuple[Content | None, list[str], tuple[str, ...]]:
    """What tells rows of one text apart, sentences about that, and columns that might but are not compared."""
    found = []
    names = head.schema.names
    said = (*text.columns, *(turns.read if turns else ()))
    read = {*taken, *(column_root(one, names) or one for one in said)}
    named = find_media_files(head, read)
    media = list(dict.fromkeys([*media_columns(head, read), *(named.columns if named else ())]))
    if media:
        found.append(f"compared beside the text: {', '.join(media)} (media, by reference)")
    tagged = (*(tags.columns if tags else ()), *(in_a_tree(head) if turns is None else answered_rows(head)))
    tagged += (*judged_by(head, read),) if turns is None else ()
    tagged += tuple(name for name in (parts.columns if parts else ()) if name not in read)
    if turns is not None and turns.kind == "prompt":  # what else is said of a prompt makes it another row
        tagged += tuple(name for name in head.schema.names if name not in read and is_prose(head.column(name), name))
    tagged += tuple(name for name in head.schema.names if name not in read and _may_be_content(head, name))
    content = Content.of(turns, [*media, *tagged, *config.compare], config.ignore)
    whole = (*text.columns, *content.columns)
    read = {*(column_root(one, names) or one for one in whole), *taken, *config.ignore}
    rest = [name for name in head.schema.names if name not in read]
    unread = tuple(name for name in rest if _may_tell_apart(head, name))[:_SHOWN]
    if not content.columns:
        return None, found, unread
    if rest:
        shown = ", ".join(rest[:_SHOWN]) + (f" and {len(rest) - _SHOWN} more" if len(rest) > _SHOWN else "")
        found.append(f"not compared between rows: {shown} (input.compare and input.ignore change that)")
    return content, found, unread


def _may_be_content(head: pa.Table, name: str) -> bool:
    """Whether a column without a name may be part of what a row says; numbers with a fraction are measures of it."""
    if not _NAMELESS.fullmatch(name):
        return False
    values = [str(value) for value in head.column(name).slice(0, LOOKED_AT).to_pylist() if value not in (None, "")]
    return not values or not all(_FRACTION.fullmatch(value) for value in values)


def watched_columns(head: pa.Table, text: Template, content: Content | None, taken: set[str | None]) -> dict[str, bool]:
    """Columns that are neither text nor compared nor the split, and whether each holds words."""
    read = {column_root(column, head.schema.names) for column in (*text.columns, *(content.columns if content else ()))}
    rest = [column for column in head.schema if column.name not in read | taken]
    return {column.name: _holds_words(column) for column in rest[:_WATCHED]}


def _holds_words(column: pa.Field) -> bool:
    """Whether values of a column may be categories by their type and name."""
    return (
        is_text_type(column.type)
        and not pa.types.is_nested(column.type)
        and not IDENTIFIERS.fullmatch(column.name.lower())
    )


def _may_tell_apart(head: pa.Table, column: str) -> bool:
    """Whether values of a column may be what a row is about: free text, lists, objects."""
    return bool(pa.types.is_nested(head.schema.field(column).type)) or is_prose(head.column(column), column)
