"""Rows with two answers and a column that says which of them is better."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from dataaudit.sources.shapes.conversation import column_names, conversation
from dataaudit.sources.shapes.turns import ORDER, Turns, is_number, verdict_text
from dataaudit.sources.template import is_text_type

LOOKED_AT = 256
"""First rows whose verdicts are looked at."""
SUFFIXES = (("_a", "_b"), ("_0", "_1"), ("_1", "_2"), (" a", " b"), ("a", "b"), ("0", "1"), ("1", "2"))
_TIES = ("tie", "tied", "both", "neither", "equal", "same", "none", "tie (bothbad)", "both good", "both bad", "", "nan")
_ORDINALS, _HANDS = ("first", "second"), ("left", "right")
_PREFIXES = ("", "model", "response", "answer", "output", "completion", "assistant", "option", "text")


def find_compared(head: pa.Table) -> Turns | None:
    """The turns of rows with two answers of which a column names the better one; None for others.

    Args:
        head: First rows. What the verdicts mean must be clear from their words, from their numbers (0 and 1 beside
            answer_0 and answer_1) or from their sign; where it is not, such rows are of no known shape.
    """
    names = column_names()
    lowered = {name.casefold(): name for name in reversed(head.schema.names)}
    winners = _winners(lowered)
    verdicts = [*winners, *(lowered[name] for name in names["verdicts"] if name in lowered)]
    for first, second, suffixes in _sides(head, lowered) if verdicts else ():
        for column in verdicts:
            values = [value for value in head.column(column).slice(0, LOOKED_AT).to_pylist() if value is not None]
            verdicts_of_sides = meaning(values, suffixes, column.casefold(), (first.casefold(), second.casefold()))
            if column in winners:
                verdicts_of_sides = (("1",), ("0",)) if {verdict_text(one) for one in values} <= {"0", "1"} else None
            asked = asked_in(head, lowered, (first, second, column))
            if verdicts_of_sides is not None and (asked or _is_dialogue(head, first)):
                ordered = sorted([*asked, ("chosen", first), ("rejected", second)], key=lambda one: ORDER.index(one[0]))
                made = replace(Turns.of(ordered, "preference"), verdict=column, verdicts=verdicts_of_sides)
                return replace(made, other=winners.get(column, ""))
    return None


def _winners(lowered: Mapping[str, str]) -> dict[str, str]:
    """The column that says with 1 that the first answer has won, and the one that says it of the second.

    Of a tie neither says so: such rows are pairs whose better side is not known.
    """
    firsts = [name.removesuffix("_a") for name in lowered if name.startswith("winner") and name.endswith("_a")]
    return {lowered[f"{name}_a"]: lowered[f"{name}_b"] for name in firsts if f"{name}_b" in lowered}


def judged_by(head: pa.Table, taken: Collection[str | None]) -> list[str]:
    """Columns that say which of the answers that a column lists is better: rows that differ in it say opposites.

    Args:
        head: First rows.
        taken: Columns with another meaning.
    """
    lists = [one.name for one in head.schema if pa.types.is_list(one.type) or pa.types.is_large_list(one.type)]
    lowered = {name.casefold(): name for name in head.schema.names if name not in taken}
    named = [lowered[name] for name in column_names()["verdicts"] if name in lowered]
    return [name for name in named if lists and not pa.types.is_nested(head.schema.field(name).type)]


def _sides(head: pa.Table, lowered: dict[str, str]) -> list[tuple[str, str, tuple[str, str]]]:
    """Pairs of columns that may be two answers: the names of one thing with two endings."""
    found, words = [], column_names()["answered_by"]
    for suffixes in SUFFIXES:
        for name, column in lowered.items():
            base = name.removesuffix(suffixes[0])
            other = lowered.get(base + suffixes[1])
            named = bool(base) and name != base and any(word in base for word in words)
            if not named or other is None:
                continue
            if all(_is_answer(head.schema.field(one).type) for one in (column, other)):
                found.append((column, other, suffixes))
    return found


def _is_answer(kind: pa.DataType) -> bool:
    return is_text_type(kind) or bool(pa.types.is_nested(kind))


def asked_in(head: pa.Table, lowered: Mapping[str, str], taken: Sequence[str]) -> list[tuple[str, str]]:
    """What is asked: the first column of each role that has its name."""
    roles = column_names()["roles"]
    found: list[tuple[str, str]] = []
    for role in ("system", "conversation", "user", "history", "context"):
        column = next((lowered[name] for name in roles[role] if name in lowered and lowered[name] not in taken), None)
        used = {one for _, one in found}
        spoken = {one for one, _ in found} & {"conversation", "user"}
        if column is None or column in used or (spoken and role in ("user", "history")):
            continue
        found.append(
            ("conversation" if role == "context" and not spoken and _is_dialogue(head, column) else role, column)
        )
    return found if any(role in ("conversation", "user", "history") for role, _ in found) else []


def _is_dialogue(head: pa.Table, column: str) -> bool:
    value = next((value for value in head.column(column).slice(0, LOOKED_AT).to_pylist() if value), None)
    return bool(conversation(value))


def meaning(
    values: Sequence[Any], suffixes: tuple[str, str], name: str, columns: tuple[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The verdicts, as text in small letters, for the first and for the second answer; None where that is not clear.

    Args:
        values: Verdicts of the first rows.
        suffixes: Endings of the names of the two answers.
        name: The name of the column, in small letters.
        columns: The names of the answers, in small letters.

    Examples:
        >>> first, second = meaning(["model_a", "tie"], ("_a", "_b"), "winner", ("response_a", "response_b"))
        >>> "model_a" in first, "model_b" in second
        (True, True)
        >>> meaning([0, 1], ("_0", "_1"), "better_response_id", ("response_0", "response_1"))
        (('0',), ('1',))
        >>> meaning([-2, 3], ("_1", "_2"), "overall_preference", ("response_1", "response_2"))
        (('-',), ('+',))
    """
    told = {verdict_text(value) for value in values}
    if told and all(map(is_number, told)):
        if any(text.startswith("-") for text in told):
            return ("-",), ("+",)
        ends = tuple(suffix.strip("_ ") for suffix in suffixes)
        if ends[0].isdigit() and told <= set(ends):
            return (ends[0],), (ends[1],)
        # The Stanford Human Preferences: 1 where the first is preferred.
        human = ends == ("a", "b") and name in ("label", "labels") and told <= {"0", "1"}
        return (("1",), ("0",)) if human else None
    sides = []
    for place, suffix in enumerate(suffixes):
        end = suffix.strip("_ ")
        words = {columns[place], *(f"{prefix}{gap}{end}" for prefix in _PREFIXES for gap in ("_", " ", ""))}
        sides.append({word.strip("_ ") for word in words} | {_ORDINALS[place], _HANDS[place]})
    if not told & (sides[0] | sides[1]) or not told <= sides[0] | sides[1] | set(_TIES):
        return None
    return tuple(sorted(sides[0])), tuple(sorted(sides[1]))
