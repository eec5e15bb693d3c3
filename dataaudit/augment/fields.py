"""Which part of a row is changed: a column of text, or the turns of one role in a column of messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import ConfigurationError
from dataaudit.sources.column_roles import Roles
from dataaudit.sources.shapes.conversation import named_role
from dataaudit.sources.shapes.turns import CONVERSATION
from dataaudit.sources.template import CHAT_KEYS, is_text_type


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a row.

    Attributes:
        column: Its column.
        role: Whose turns of a column of messages; None for a column of text.
    """

    column: str
    role: str | None = None

    @property
    def shown(self) -> str:
        """As it is written in a pipeline."""
        return self.column if self.role is None else f"{self.column}:{self.role}"

    def texts(self, row: Mapping[str, Any]) -> list[str]:
        """The texts that may be changed."""
        value = row.get(self.column)
        if self.role is None:
            return [value] if isinstance(value, str) and value.strip() else []
        return [turn[key] for turn, key in self._turns(value)]

    def with_text(self, row: Mapping[str, Any], number: int, text: str) -> dict[str, Any]:
        """The row with one of these texts changed."""
        if self.role is None:
            return {**row, self.column: text}
        changed = [dict(turn) if isinstance(turn, Mapping) else turn for turn in row[self.column]]
        turn, key = self._turns(changed)[number]
        turn[key] = text
        return {**row, self.column: changed}

    def _turns(self, value: Any) -> list[tuple[Any, str]]:
        found = []
        for turn in value if isinstance(value, list) else []:
            if not isinstance(turn, Mapping):
                continue
            role = named_role(turn)
            key = next((key for key in CHAT_KEYS if isinstance(turn.get(key), str)), None)
            if role == self.role and key is not None and turn[key].strip():
                found.append((turn, key))
        return found


def declared_fields(names: Sequence[str], roles: Roles, schema: pa.Schema) -> tuple[Field, ...]:
    """The fields that a pipeline declares; the text column where the rows have just one.

    Args:
        names: As a pipeline gives them.
        roles: What the columns mean.
        schema: Columns of the clean data set.

    Raises:
        ConfigurationError: A field is not there or holds no text, or the rows have several columns and none is named.
    """
    columns = roles.text.columns
    if roles.nested:
        message = (
            f"augment: the text is '{roles.nested[0]}', a field inside a column, which is not changed; make it a column"
        )
        raise ConfigurationError(message)
    written = {
        column for role, column in (roles.turns.named if roles.turns else ()) if role in (CONVERSATION, "history")
    }
    wanted = {name.partition(":")[0] for name in names} or set(columns)
    whole = next(
        (one for one in columns if one in written & wanted & set(schema.names) and _is_text(schema.field(one).type)),
        None,
    )
    if whole is not None:
        message = (
            f"augment.fields: '{whole}' holds whole conversations as text, which are not changed, since words would "
            "move between turns; write their turns as lists of messages"
        )
        raise ConfigurationError(message)
    if not names:
        # Data without rows may show no columns at all.
        if len(columns) == 1 and (columns[0] not in schema.names or _is_text(schema.field(columns[0]).type)):
            return (Field(columns[0]),)
        one = columns[0] if len(columns) > 1 else f"{columns[0]}:user"
        message = f"augment.fields: the text is made of {', '.join(columns)}; name what may be changed, as {one}" + (
            ", or as messages:user for the turns of one role" if len(columns) > 1 else ""
        )
        raise ConfigurationError(message)
    made = []
    for name in names:
        column, _, role = name.partition(":")
        if column not in schema.names:
            message = f"augment.fields: no column '{column}'{did_you_mean(column, schema.names)}"
            raise ConfigurationError(message)
        if column not in columns:
            message = f"augment.fields: '{column}' is not part of the text, which is made from {', '.join(columns)}"
            raise ConfigurationError(message)
        kind = schema.field(column).type
        if role:
            if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
                message = f"augment.fields: '{column}' holds {kind}, not messages; leave out ':{role}'"
                raise ConfigurationError(message)
        elif not _is_text(kind):
            message = f"augment.fields: '{column}' holds {kind}, not text; write messages as {column}:user"
            raise ConfigurationError(message)
        made.append(Field(column, role or None))
    return tuple(made)


def check_spans(name: str | None, columns: Mapping[str, pa.Field]) -> None:
    """Fail where a column of protected spans is not there, or holds something else.

    Raises:
        ConfigurationError: Says what it must hold.
    """
    if name is None:
        return
    if name not in columns:
        message = f"augment.protect_column: no column '{name}'{did_you_mean(name, list(columns))}"
        raise ConfigurationError(message)
    kind = columns[name].type
    inner = kind.value_type if pa.types.is_list(kind) or pa.types.is_large_list(kind) else None
    if pa.types.is_null(kind) or (inner is not None and pa.types.is_null(inner)):
        return
    ends = list(inner) if inner is not None and pa.types.is_struct(inner) else []
    if not {"start", "end"} <= {one.name for one in ends if pa.types.is_integer(one.type)}:
        message = f"augment.protect_column: '{name}' holds {kind}; it must hold lists of {{start, end}}, in characters"
        raise ConfigurationError(message)


def _is_text(kind: pa.DataType) -> bool:
    return is_text_type(kind) and not pa.types.is_nested(kind)
