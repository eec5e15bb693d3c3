"""A row of instruction data as turns: who says what, in one form for all well-known shapes.

The form is a JSON list of pairs, as ``[["user", "Name a colour."], ["assistant", "Red."]]``. Roles are system, user,
input (what an instruction is about), assistant and tool; any other role keeps its name after a ``?``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import pyarrow as pa

from dataaudit.sources.template import CHAT_KEYS, Template, column_of
from dataaudit.sources.values import value_text

CONVERSATION = "conversation"
"""The role of a column that holds whole turns."""
ORDER = ("system", CONVERSATION, "user", "input", "assistant")
"""Order of the roles that columns are given for, whatever order they are given in."""
ROLE_KEYS = ("role", "from", "speaker")
_ROLES = {
    "system": "system", "developer": "system", "user": "user", "human": "user", "prompter": "user", "question": "user",
    "instruction": "user", "prompt": "user", "input": "input", "assistant": "assistant", "gpt": "assistant",
    "bot": "assistant", "model": "assistant", "chatgpt": "assistant", "bard": "assistant", "answer": "assistant",
    "output": "assistant", "response": "assistant", "completion": "assistant", "tool": "tool", "function": "tool",
    "function_call": "assistant", "observation": "tool",
}  # fmt: skip
SHAPES: tuple[tuple[tuple[str, str], ...], ...] = (
    (("user", "instruction"), ("input", "input"), ("assistant", "output")),
    (("user", "instruction"), ("assistant", "output")),
    (("user", "instruction"), ("assistant", "response")),
    (("user", "prompt"), ("assistant", "completion")),
    (("user", "prompt"), ("assistant", "response")),
    (("user", "question"), ("assistant", "answer")),
    ((CONVERSATION, "messages"),),
    ((CONVERSATION, "conversations"),),
    ((CONVERSATION, "conversation"),),
)
"""Roles and columns of well-known shapes: Alpaca, Dolly, prompt and completion, OpenAI messages, ShareGPT."""


@dataclass(frozen=True, slots=True)
class Turns(Template):
    """The template that gives a row's turns.

    Attributes:
        roles: The role of every column.
    """

    roles: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, columns: Sequence[tuple[str, str]]) -> Turns:
        """Turns from roles and their columns."""
        return cls(tuple(("", column) for _, column in columns), roles=tuple(role for role, _ in columns))

    def of_object(self, row: Mapping[str, Any]) -> str | None:
        """The turns of a row as JSON; None where there are none."""
        found: list[list[str]] = []
        for role, column in zip(self.roles, self.columns, strict=True):
            value = row.get(column)
            if role == CONVERSATION:
                found += _conversation(value)
            elif value is not None or role == "assistant":
                found.append([role, _text(value)])
        return json.dumps(found, ensure_ascii=False) if found else None

    def of_batch(self, batch: pa.RecordBatch) -> pa.LargeStringArray:
        """The turns of Arrow rows."""
        values = [column_of(batch, column).to_pylist() for column in self.columns]
        rows = (dict(zip(self.columns, row, strict=True)) for row in zip(*values, strict=True))
        return pa.array([self.of_object(row) for row in rows], pa.large_string())


def _conversation(value: Any) -> list[list[str]]:
    if isinstance(value, str):
        try:
            return _conversation_turns(orjson.loads(value))
        except (orjson.JSONDecodeError, RecursionError):
            return [["user", value]]
    return _conversation_turns(value)


def _conversation_turns(value: Any) -> list[list[str]]:
    if not isinstance(value, list):
        return []
    return [_turn(one) for one in value if one is not None]


def _turn(value: Any) -> list[str]:
    if not isinstance(value, dict):
        return ["?", _text(value)]
    named = next((value[key] for key in ROLE_KEYS if isinstance(value.get(key), str)), "")
    role = _ROLES.get(named.lower(), f"?{named}")
    content = next((value[key] for key in CHAT_KEYS if value.get(key) is not None), None)
    if content is None and value.get("tool_calls"):
        return [role, json.dumps(value["tool_calls"], ensure_ascii=False, default=str)]
    return [role, _text(content)]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        parts = (part.get("text") if isinstance(part, dict) else part for part in value)
        return "\n".join(part for part in parts if isinstance(part, str))
    return value_text(value)
