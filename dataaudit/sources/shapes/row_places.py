"""What tells rows of one prompt or of one text apart on purpose: numbers of samples, places in a tree of messages."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from dataaudit.sources.shapes.conversation import column_names
from dataaudit.sources.shapes.recognise_shape import LOOKED_AT
from dataaudit.sources.shapes.turns import CONVERSATION, Turns

_OWN_NAMES = ("id", "message_id", "row_id", "uid", "uuid")
"""Columns that name a row."""


def find_samples(head: pa.Table, turns: Turns | None) -> tuple[str | None, list[str]]:
    """The column that tells several answers to one prompt apart, by its name and by the first rows, and a sentence."""
    if turns is None or turns.kind != "instruction":
        return None, []
    free = {name.casefold(): name for name in reversed(head.schema.names) if name not in turns.columns}
    named = [free[name] for name in column_names()["samples"] if name in free]
    asked = [(role, column) for role, column in turns.named if role != "assistant"]
    rows = head.slice(0, LOOKED_AT).to_pylist() if named else []
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        prompt = [
            value[:-1] if role == CONVERSATION and isinstance(value := row.get(column), list) else row.get(column)
            for role, column in asked
        ]
        groups.setdefault(repr(prompt), []).append(row)
    several = [alike for alike in groups.values() if len(alike) > 1]
    for name in named:
        # Where no prompt is repeated in the first rows, it is not known yet which will be.
        differing = [alike for alike in several or [rows] if len({repr(row[name]) for row in alike}) > 1]
        if 2 * len(differing) > len(several):
            return name, [f"several answers to one prompt differ in '{name}' and contradict nothing"]
    return None, []


def in_a_tree(head: pa.Table) -> list[str]:
    """Columns that say where in a tree of messages a row is: who says it, and what it answers."""
    lowered = {name.casefold(): name for name in reversed(head.schema.names)}
    places = [[lowered[name] for name in names if name in lowered] for names in column_names()["tree"]]
    return [columns[0] for columns in places] if all(places) else []


def answered_rows(head: pa.Table) -> list[str]:
    """The column that names the row which a row follows in a conversation, where such rows are there."""
    lowered = {name.casefold(): name for name in reversed(head.schema.names)}
    for column in [lowered[name] for name in column_names()["tree"][0] if name in lowered][:1]:
        named = {value for value in head.column(column).to_pylist() if value not in (None, "")}
        if any(named & set(head.column(lowered[own]).to_pylist()) for own in _OWN_NAMES if own in lowered):
            return [column]
    return []
