"""The shape of rows, from the names of their columns and what the first rows hold in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from dataaudit.sources.shapes.conversation import (
    bare_name,
    column_names,
)
from dataaudit.sources.shapes.translations import translated_column
from dataaudit.sources.shapes.turns import CONVERSATION, ORDER, Kind, Turns
from dataaudit.sources.shapes.value_kinds import (
    are_media,
    are_statements,
    are_structures,
    are_values,
    ends_with_answer,
    few_words,
    has_roles,
    has_text,
    is_closed,
    is_conversation,
    is_dialogue,
    is_given,
    is_listed,
    is_plain,
    is_said,
    is_spoken,
    is_strings,
    is_text,
    is_wordy,
)

LOOKED_AT = 64
"""First rows that are looked at."""
_OPTION = re.compile(
    r"(?:(?:option|choice|opt|op|ending|sol|answer|incorrect_answer|wrong_answer|distractor)[_ ]?)?(?:[a-f]|[0-5])",
    re.IGNORECASE,
)
_KEY = re.compile(r"answer|correct|cop\b|key|gold|label|target|right|solution", re.IGNORECASE)
"""Names of columns whose numbers may be those of the right choices."""
_CHECK = re.compile(
    r"(?:reference|expected|ground_?truth|gold|grader|rubric|verification|solution|answers?|target)(?:[_-]|$)"
)
"""Begins of names of columns that an answer is checked by."""
_REJECTED = re.compile(r"(?:rejected|dispreferred)[_ ]?(?!id|score|rating|model|source|reason|by|tokens|len)\w+")
"""Names of several rejected sides of one pair: rejected_1, rejected_evasive."""
_NUMBERED = re.compile(r"[_ ]?\d+$")
_MODIFIED = ("user", "assistant")
"""Roles whose names may have words beside them that change nothing."""


@dataclass(slots=True)
class _Columns:
    """The columns of the first rows, which of them have a meaning already, and whether a prompt has many answers."""

    head: pa.Table
    used: set[str]
    names: Mapping[str, list[str]] = field(default_factory=lambda: column_names()["roles"])
    values: dict[str, list[Any]] = field(default_factory=dict)
    parts: dict[str, list[str]] = field(default_factory=lambda: {role: [] for role in ORDER})
    several: bool = False

    def __post_init__(self) -> None:
        rows = self.head.slice(0, LOOKED_AT)
        for name in self.head.schema.names:
            self.values[name] = [value for value in rows.column(name).to_pylist() if value is not None]

    def free(self) -> dict[str, str]:
        """Names that have no meaning yet, by their form in small letters and without spaces."""
        free = [name for name in reversed(self.head.schema.names) if name not in self.used]
        spaced = {name.casefold().strip().replace(" ", "_"): name for name in free}
        return spaced | {name.casefold(): name for name in free}  # an exact name comes first

    def use(self, role: str, *columns: str) -> None:
        """Give some columns a role."""
        self.parts[role] += columns
        self.used |= set(columns)

    def find(self, role: str, fits: Callable[[list[Any]], bool] | None = None, *, called: str | None = None) -> bool:
        """Whether a column with the name of a role and fitting values is found; it has the role from now on.

        Args:
            role: The role.
            fits: What its values must be; None for anything.
            called: Another role or group whose names it may have.
        """
        column = self.pick(called or role, fits)
        if column is not None:
            self.use(role, column)
        return column is not None

    def pick(self, called: str, fits: Callable[[list[Any]], bool] | None = None) -> str | None:
        """The first column with one of a role's names whose values fit."""
        free = self.free()
        columns = [free[name] for name in self.names[called] if name in free]
        columns += [] if columns else self._modified(called, free)
        return next((column for column in columns if fits is None or fits(self.values[column])), None)

    def _modified(self, called: str, free: Mapping[str, str]) -> list[str]:
        """The column with one of a role's names and words that change nothing, such as generated_solution.

        Where several have one name, nobody knows which of them it is.
        """
        if called not in _MODIFIED:
            return []
        bare = {column: bare_name(column) for column in free.values() if not few_words(self.values[column])}
        found = [
            [column for column, plain in bare.items() if plain == name] for name in self.names[called] if len(name) > 2
        ]
        return next((columns for columns in found if len(columns) == 1), [])


def recognise_shape(head: pa.Table, taken: Collection[str | None]) -> Turns | None:
    """The turns that the columns of some rows give; None where their shape is not known.

    Args:
        head: First rows.
        taken: Columns that have another meaning, such as the label.
    """
    for kind, tried in _KINDS:
        columns = _Columns(head, {column for column in taken if column})
        if not tried(columns):
            continue
        if kind in ("instruction", "preference", "prompt") and not columns.parts[CONVERSATION]:
            columns.find("input", is_plain)
        columns.find("system", has_text)
        columns.find("reasoning", is_text)
        columns.find("history")
        for role in ("context", "tools", "calls", "media", "reference", "choices"):
            while columns.find(role):
                pass
        closed = any(is_closed(columns.values[column]) for column in columns.parts["assistant"])
        named = [(role, column) for role in ORDER for column in columns.parts[role]]
        return Turns.of(named, kind, closed=closed, several=columns.several)
    return None


def media_columns(head: pa.Table, taken: Collection[str | None]) -> list[str]:
    """Columns with pictures, sounds or films: by name, or because their values are addresses of such files."""
    columns = _Columns(head, {column for column in taken if column})
    while columns.find("media"):
        pass
    numbered = [name for low, name in columns.free().items() if _NUMBERED.sub("", low) in columns.names["media"]]
    columns.use("media", *numbered)
    addresses = [name for name in columns.free().values() if are_media(columns.values[name])]
    return [*columns.parts["media"], *addresses]


def _is_preference(columns: _Columns) -> bool:
    """Two sides of an answer; the better one may be the answer of a chat."""
    if not columns.find("rejected", is_given):
        several = [name for low, name in columns.free().items() if _REJECTED.match(low)]
        columns.use(
            "rejected", *(name for name in several if is_given(columns.values[name]) and is_wordy(columns.values[name]))
        )
    if not columns.parts["rejected"]:
        return False
    chosen = columns.find("chosen", is_given)
    asked = columns.find(CONVERSATION, is_conversation) or columns.find("user", is_said)
    if chosen:
        return True
    return asked and (_is_answered(columns) or columns.find("assistant", is_said))


def _has_choices(columns: _Columns) -> bool:
    """A question with answers to choose from."""
    options = _options(columns)
    if not options and not columns.find("choices", is_listed):
        return False
    columns.use("choices", *options)
    if not columns.find("user", is_said) and not columns.find("user", is_text, called="stem"):
        return False
    if not columns.find("reference", called="assistant") and not columns.find("reference"):
        columns.use("reference", *_keys(columns))
    columns.find("input", is_plain)
    return True


def _keys(columns: _Columns) -> list[str]:
    """The one column whose values name one of the choices, by its letter or number, or as it is written; else none."""
    named = columns.parts["choices"]
    count = len(named) if len(named) > 1 else max((len(one) for one in columns.values[named[0]]), default=0)
    letters = {chr(ord("a") + place) for place in range(min(count, 26))}
    written = {str(value).strip().casefold() for name in named for value in columns.values[name]}
    found = []
    for name in columns.free().values():
        values = [one for one in columns.values[name] if isinstance(one, str | int) and not isinstance(one, bool)]
        told = {str(value).strip().casefold() for value in values}
        numbered = all(isinstance(value, int) and 0 <= value <= count for value in values) and _KEY.search(name)
        if len(told) > 1 and (numbered or told <= letters or told <= written):
            found.append(name)
    return found if len(found) == 1 else []


def _is_checked(columns: _Columns) -> bool:
    """Conversations none of which is answered, beside what an answer is checked by: prompts for reinforcement."""
    column = columns.pick(CONVERSATION, is_conversation)
    if column is None or any(map(ends_with_answer, columns.values[column])):
        return False
    checked = [name for low, name in columns.free().items() if _CHECK.match(low) and columns.values[name]]
    columns.use("user", *([column] if checked else []))
    columns.use("reference", *checked)
    return bool(checked)


def _is_chat(columns: _Columns) -> bool:
    """A conversation in one column, whose answer may be in another."""
    if not columns.find(CONVERSATION, is_spoken) and not columns.find(CONVERSATION, is_dialogue, called="user"):
        return False
    if not _is_answered(columns):
        columns.find("assistant", is_said)
    return True


def _is_instruction(columns: _Columns) -> bool:
    if columns.find("user", is_said):
        if columns.find("assistant", is_said) or columns.find("assistant", are_values, called="values"):
            return True
        columns.several = True  # a question has many right queries
        return columns.find("assistant", are_statements, called="statements")
    free = columns.free()
    for asked, answered in column_names()["pairs"]["asked"]:
        if asked in free and answered in free and all(is_text(columns.values[free[one]]) for one in (asked, answered)):
            columns.use("user", free[asked])
            columns.use("assistant", free[answered])
            return True
    # A title is a question where an answer stands beside it.
    if not columns.find("assistant", is_said, called="answered") or not columns.find("user", is_text, called="title"):
        return False
    columns.find("input", is_plain, called="body")
    return True


def _is_task(columns: _Columns) -> bool:
    """A text and what is made of it, such as a summary or a translation."""
    free = columns.free()
    for given, made in column_names()["pairs"]["task"]:
        if given in free and made in free and all(is_text(columns.values[free[name]]) for name in (given, made)):
            columns.use("user", free[given])
            columns.use("assistant", free[made])
            columns.several = True
            return True
    column = translated_column(free, columns.values)
    columns.use("translation", *([column] if column else []))
    columns.several = True
    return column is not None


def _is_pair(columns: _Columns) -> bool:
    """Texts that are a pair, with what else belongs to them."""
    free = columns.free()
    for name, group in column_names()["pairs"].items():
        for wanted in group if name not in ("task", "asked") else ():
            if all(name in free for name in wanted):
                found = [free[name] for name in wanted]
                columns.use("user", found[0])
                columns.use("choices", *found[1:])
                columns.use("reference", *(free[name] for name in column_names()["further"] if name in free))
                return True
    return False


def _is_prompt(columns: _Columns) -> bool:
    """A prompt by itself, with what an answer to it is checked by."""
    if not columns.find("user", is_said):
        return False
    values = columns.values[columns.parts["user"][0]]
    if (bool(values) and is_conversation(values)) or columns.find("reference"):
        return True
    held = [name for low, name in columns.free().items() if _CHECK.match(low) and are_structures(columns.values[name])]
    columns.use("reference", *held)
    return bool(held)


def _is_structure(columns: _Columns) -> bool:
    """Messages that say who speaks, whatever the column is called."""
    column = next((name for name in columns.free().values() if has_roles(columns.values[name])), None)
    columns.use(CONVERSATION, *([column] if column else []))
    return column is not None


def _is_answered(columns: _Columns) -> bool:
    """Whether any conversation ends with an answer."""
    return any(
        is_strings(value) or ends_with_answer(value)
        for name in columns.parts[CONVERSATION]
        for value in columns.values[name]
    )


def _options(columns: _Columns) -> list[str]:
    """Columns that hold one choice each, as A to D, option_a to option_d or ending0 to ending3."""
    free = columns.free()
    for prefix in column_names()["options"]:
        found = [
            column
            for name, column in sorted(free.items())
            if name.startswith(prefix) and name != prefix and _OPTION.fullmatch(name) and len(name) <= len(prefix) + 2
            and (prefix or len(name) == 1) and columns.values[column] and is_plain(columns.values[column])
        ]  # fmt: skip
        if len(found) >= (2 if prefix else 3):
            return found
    return []


_KINDS: tuple[tuple[Kind, Callable[[_Columns], bool]], ...] = (
    ("preference", _is_preference),
    ("choices", _has_choices),
    ("prompt", _is_checked),
    ("instruction", _is_chat),
    ("instruction", _is_instruction),
    ("instruction", _is_task),
    ("pair", _is_pair),
    ("prompt", _is_prompt),
    ("instruction", _is_structure),
)
"""Shapes in the order in which they are tried: those that name more come first."""
