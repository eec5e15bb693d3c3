"""Rows of several texts whose columns are called as parts of a known shape, although their shape is not known.

A puzzle of facts, rules and questions is another one where one of them differs, however much the others say.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from dataaudit.sources.shapes.conversation import column_names
from dataaudit.sources.template import RowTemplate, Template
from dataaudit.sources.values import value_text

_ROLES = ("user", "assistant", "input", "context", "reference", "choices", "reasoning", "system")
_ASKED = ("user", "choices")
_OF_PAGES = frozenset(["article", "story", "background", "abstract", "description", "summary", "answer_text"])
"""Names among those of the roles that texts of pages have as well."""
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class NamedParts(RowTemplate):
    """The template that gives the texts of some columns with their names, as JSON."""

    def of_object(self, row: Mapping[str, Any]) -> str | None:
        """``[[column, text], ...]`` of a row."""
        told = [[column, "" if row.get(column) is None else value_text(row[column])] for column in self.columns]
        return json.dumps(told, ensure_ascii=False)


def find_named_parts(head: pa.Table, text: Template, taken: Collection[str | None]) -> NamedParts | None:
    """The parts of rows whose text was found in several columns, or beside what is asked of it; None for others.

    Args:
        head: First rows.
        text: Found by a name, or joined from the columns that hold prose.
        taken: Columns that have another meaning.

    Returns:
        The columns of the text, and behind them others with known names.
    """
    named = [name for name in head.schema.names if name not in taken and _is_part(name, _ROLES)]
    if len(text.columns) < _FEWEST:  # one text, of which several things are asked
        named = [name for name in named if _is_part(name, _ASKED) and name not in text.columns]
        return NamedParts(tuple(("", name) for name in (*text.columns, *named))) if named else None
    if len(named) < _FEWEST or not set(named) & set(text.columns):
        return None
    return NamedParts(tuple(("", name) for name in dict.fromkeys((*text.columns, *named))))


def _is_part(name: str, roles: Sequence[str]) -> bool:
    plain = name.casefold()
    known = {one for role in roles for one in column_names()["roles"][role]} - _OF_PAGES
    return plain in known or plain.removesuffix("s") in known
