"""A row of a known shape as turns: who says what, and what else belongs to the row.

The form is a JSON list of pairs, as ``[["user", "Name a colour."], ["assistant", "Red."]]``. Roles are system, user,
input (what an instruction is about), assistant and tool; any other role of a conversation keeps its name after a ``?``.
What nobody says has the roles of ``SILENT``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

import orjson

from dataaudit.config.run_options import TurnRole
from dataaudit.sources.field_path import value_at
from dataaudit.sources.shapes.conversation import Turn, alternating, canonical, conversation, loose_turn, text_of, texts
from dataaudit.sources.template import RowTemplate
from dataaudit.sources.values import value_text

CONVERSATION = "conversation"
"""The role of a column that holds whole turns."""
SILENT = ("rejected", "choices", "context", "reference", "tools", "calls", "media")
"""Roles of what belongs to a row and is not said in it."""
ORDER: tuple[str, ...] = get_args(TurnRole)
"""Order of the roles that columns are given for, whatever order they are given in."""
SAID = ("system", "user", "input", "reasoning", "assistant", "rejected", "choices")
"""Roles whose texts are the row's text where each is a column of plain texts."""

_RENDERED = 20
"""Characters of turns, at least, that a rendering of them holds."""

Kind = Literal["instruction", "preference", "choices", "prompt", "pair"]


@dataclass(frozen=True, slots=True)
class Turns(RowTemplate):
    """The template that gives a row's turns.

    Attributes:
        roles: The role of every column.
        kind: What the row is: instruction data (also chats), a preference, a question with choices, a prompt with the
            reference of its answer, or texts that are a pair.
        closed: Whether answers are only yes and no, which many rows share.
        several: Whether there are many good answers to what is asked, as to what is translated or summarised.
        speakers: Roles by the names that they have in these conversations, beside the known ones; in small letters.
        verdict: The column that says which of two answers is better; "" where their columns do.
        other: The column that says with 1 that the second has won, where ``verdict`` says it of the first; or "".
        verdicts: What it says, in small letters, for the answer in the first and in the second of these columns;
            "-" and "+" stand for numbers below and above 0.
    """

    roles: tuple[str, ...] = field(default=())
    kind: Kind = "instruction"
    closed: bool = False
    several: bool = False
    speakers: tuple[tuple[str, str], ...] = ()
    verdict: str = ""
    other: str = ""
    verdicts: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    @classmethod
    def of(
        cls,
        columns: Sequence[tuple[str, str]],
        kind: Kind = "instruction",
        *,
        closed: bool = False,
        several: bool = False,
    ) -> Turns:
        """Turns from roles and their columns."""
        parts = tuple(("", column) for _, column in columns)
        return cls(parts, roles=tuple(role for role, _ in columns), kind=kind, closed=closed, several=several)

    @property
    def instruction(self) -> bool:
        """Whether answers are learned from such rows."""
        return self.kind in ("instruction", "preference")

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """Every role with its column."""
        return tuple(zip(self.roles, (column or "" for _, column in self.parts), strict=True))

    def preferred(self, row: Mapping[str, Any]) -> Literal["first", "second"] | None:
        """Which column has the better answer of a row; None for a tie, and for a verdict that is not known."""
        said = verdict_text(row.get(self.verdict))
        first, second = self.verdicts
        if self.other:
            return "first" if said == "1" else "second" if verdict_text(row.get(self.other)) == "1" else None
        if second == ("+",):
            said = "" if not is_number(said) or not float(said) else "-" if float(said) < 0 else "+"
        return "first" if said in first else "second" if said in second else None

    @property
    def read(self) -> tuple[str, ...]:
        """See ``RowTemplate``."""
        return (*self.columns, *(one for one in (self.verdict, self.other) if one))

    def turns(self, row: Mapping[str, Any]) -> list[Turn]:
        """The turns of a row."""
        if self.verdict and self.preferred(row) == "second":
            sides = {role: column for role, column in self.named if role in ("chosen", "rejected")}
            row = {**row, sides["chosen"]: row.get(sides["rejected"]), sides["rejected"]: row.get(sides["chosen"])}
        found = self._turns(row)
        if not self.speakers:
            return found
        named = {f"?{name}": role for name, role in self.speakers}
        return [turn._replace(role=named.get(turn.role.casefold(), turn.role)) for turn in found]

    def _turns(self, row: Mapping[str, Any]) -> list[Turn]:
        found: list[Turn] = []
        for role, column in self.named:
            value = value_at(row, column)
            if role in (CONVERSATION, "history"):
                found += _said(value)
            elif role == "translation":
                found += _translated(value)
            elif role == "chosen":
                said = _answer(value)
                if any(turn.role == "user" for turn in said):  # the whole dialogue once more
                    found = [turn for turn in found if turn.role not in ("user", "assistant")]
                found += said
            elif role == "rejected":
                answers = [turn for turn in _answer(value) if turn.role == "assistant"]
                found += [Turn(role, turn.text, turn.extra) for turn in answers[-1:]] or [Turn(role, "")]
            elif role in SILENT:
                told = value not in (None, "", [], {})  # 0 and false are keys
                found += [Turn(role, value if isinstance(value, str) else canonical(value))] if told else []
            elif not isinstance(value, str) and value is not None and (spoken := conversation(value)):
                found += spoken
            elif value is not None or role == "assistant":
                found.append(Turn("input" if role == "reasoning" else role, text_of(value)))
        return found

    def of_object(self, row: Mapping[str, Any]) -> str | None:
        """The turns of a row as JSON; None where there are none."""
        found = [[turn.role, turn.text] for turn in self.turns(row)]
        return json.dumps(found, ensure_ascii=False) if found else None


def is_rendering(text: str, said: list[str]) -> bool:
    """Whether a text holds what is said, in order, with a template around it."""
    place = 0
    for one in said:
        place = text.find(one, place)
        if place < 0:
            return False
        place += len(one)
    return sum(map(len, said)) >= _RENDERED


def verdict_text(value: Any) -> str:
    """A verdict about two answers in the form in which verdicts are compared."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip().casefold()


def is_number(text: str) -> bool:
    """Whether a verdict is a decimal number."""
    return text.removeprefix("-").replace(".", "", 1).isdecimal()


@dataclass(frozen=True, slots=True)
class TurnsText(RowTemplate):
    """The template of a text that is what the turns of a row say, one below the other.

    Attributes:
        turns: What gives the turns.
    """

    turns: Turns = field(default_factory=lambda: Turns(()))

    @classmethod
    def of(cls, turns: Turns) -> TurnsText:
        """The text of turns, without columns that nobody speaks in."""
        said = [column for role, column in turns.named if role not in SILENT or role in SAID]
        return cls(tuple(("\n" * (number > 0), column) for number, column in enumerate(said)), turns=turns)

    def of_object(self, row: Mapping[str, Any]) -> str | None:
        """The text of a row; None where it has no turns."""
        if all(value_at(row, column) is None for column in self.columns):
            return None
        said = [turn for turn in self.turns.turns(row) if turn.role not in SILENT or turn.role in SAID]
        if said:
            return "\n".join(texts(said))
        # Of another form than the first rows: what is there is text, and not an empty one.
        held = [value_at(row, column) for column in self.columns]
        return "\n".join(value_text(value) for value in held if value)

    @property
    def read(self) -> tuple[str, ...]:
        """See ``RowTemplate``."""
        return self.turns.read


@dataclass(frozen=True, slots=True)
class Content(RowTemplate):
    """The template of what tells a row from another of the same text: choices, pictures, calls, who speaks.

    Attributes:
        turns: What gives the turns of a row; None for a plain text.
    """

    turns: Turns | None = None

    @classmethod
    def of(cls, turns: Turns | None, columns: Sequence[str], ignored: Sequence[str]) -> Content:
        """The content of turns and of further columns, without some of them."""
        if turns is not None and set(ignored) & set(turns.columns):
            named = [part for part in turns.named if part[1] not in ignored]
            parts, roles = tuple(("", column) for _, column in named), tuple(role for role, _ in named)
            turns = replace(turns, parts=parts, roles=roles)
        columns = [column for column in columns if column not in ignored]
        own = turns.read if turns else ()
        return cls(tuple(("", column) for column in dict.fromkeys((*own, *columns))), turns=turns)

    def of_object(self, row: Mapping[str, Any]) -> str | None:
        """What a row holds besides its text, in one form for equal values."""
        told: list[Any] = []
        if self.turns is not None:
            told = [[turn.role, turn.text if turn.role in SILENT else "", turn.extra] for turn in self.turns.turns(row)]
            told = [[role, " ".join(text.split()), extra] for role, text, extra in told]
        own = self.turns.read if self.turns else ()  # a verdict has put the sides in order
        return canonical([told, [row.get(column) for column in self.columns if column not in own]])


def _said(value: Any) -> list[Turn]:
    """The turns of a column that holds a conversation."""
    if isinstance(value, str):
        try:
            parsed = orjson.loads(value)
            return conversation(value) or ([Turn("user", value)] if isinstance(parsed, str) else _said(parsed))
        except (orjson.JSONDecodeError, RecursionError):
            return conversation(value) or [Turn("user", value)]
    found = conversation(value)
    if found is not None or not isinstance(value, list):
        return found or []
    given = [one for one in value if one is not None]
    return alternating(given) if all(isinstance(one, str) for one in given) else list(map(loose_turn, given))


def _translated(value: Any) -> list[Turn]:
    """The turns of a text in several languages: the first is given, the others are answers."""
    said = list(value.values()) if isinstance(value, Mapping) else []
    return [Turn("assistant" if place else "user", text_of(text)) for place, text in enumerate(said)]


def _answer(value: Any) -> list[Turn]:
    """The turns of one side of a preference."""
    found = conversation(value)
    return found if found is not None else [Turn("assistant", text_of(value))]
