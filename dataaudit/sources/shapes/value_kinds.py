"""What the values of a column are: texts, messages, statements, lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from dataaudit.sources.shapes.conversation import column_names, conversation, may_be_spoken, part_text, text_of
from dataaudit.sources.shapes.media_files import ENDINGS
from dataaudit.sources.shapes.rendered_chat import rendered_turns

_ADDRESS = re.compile(rf"https?://[^\s?#]+{ENDINGS}(?:[?#]\S*)?", re.IGNORECASE)
_WORDS = 2
"""Words that a date or a flag has at most."""
_SHORT = 30
"""Characters of names, on average at most."""
_FEW = 10
"""Fewest values of which it can be said that they are only yes and no."""
_MOST = 0.9
"""Share of their values that must fit a meaning."""
_STATEMENT = re.compile(
    r"[\s(]*+(?:select|with|insert|update|delete|create|alter|merge|show|explain|match|prefix|ask|construct)\b",
    re.IGNORECASE,
)
"""How a statement of a query language begins."""


def most(values: list[Any], fits: Callable[[Any], bool]) -> bool:
    """Whether nearly all values fit a meaning."""
    return sum(map(fits, values)) >= _MOST * len(values)


def is_plain(values: list[Any]) -> bool:
    """Texts, or lists of them."""
    return most(values, lambda value: isinstance(value, str) or is_strings(value))


def is_text(values: list[Any]) -> bool:
    """Texts."""
    return most(values, lambda value: isinstance(value, str))


def has_text(values: list[Any]) -> bool:
    """Texts, or values with a text in them, such as a message or its parts."""
    return most(
        values, lambda value: isinstance(value, str) or (isinstance(value, Mapping | list) and bool(text_of(value)))
    )


def is_said(values: list[Any]) -> bool:
    """Texts, lists of them, or messages."""
    return most(
        values, lambda value: isinstance(value, str) or is_strings(value) or are_turns(value) or are_answers(value)
    )


def are_media(values: list[Any]) -> bool:
    """Addresses of pictures, sounds or films; those of pages say where a text is from."""
    return bool(values) and most(values, lambda one: isinstance(one, str) and _ADDRESS.fullmatch(one) is not None)


def is_closed(values: list[Any]) -> bool:
    """Whether answers are only yes and no: labels, which many rows share."""
    return len(values) >= _FEW and {str(value).strip().casefold() for value in values} <= set(
        column_names()["yes_or_no"]
    )


def is_given(values: list[Any]) -> bool:
    """The same, at least one of them."""
    return bool(values) and is_said(values)


def is_wordy(values: list[Any]) -> bool:
    """Texts of several words, mostly: answers rather than dates and flags."""
    return 2 * sum(len(str(value).split()) > _WORDS for value in values) >= len(values)


def is_listed(values: list[Any]) -> bool:
    """Lists or objects, or JSON of them, and not messages."""
    listed = most(
        values, lambda value: isinstance(value, list | dict) or (isinstance(value, str) and value[:1] in "[{")
    )
    return bool(values) and listed and not is_conversation(values)


def is_conversation(values: list[Any]) -> bool:
    """Conversations."""
    return most(values, are_turns)


def is_dialogue(values: list[Any]) -> bool:
    """Conversations that hold their answers."""
    return is_conversation(values) and most(
        values, lambda value: not isinstance(value, str) and ends_with_answer(value)
    )


def is_spoken(values: list[Any]) -> bool:
    """Conversations, or lists of texts that are said in turn."""
    return is_conversation(values) or (most(values, is_strings) and any(len(value) > 1 for value in values))


def has_roles(values: list[Any]) -> bool:
    """Messages that say who speaks, whatever the column is called."""
    return bool(values) and most(
        values, lambda one: (not isinstance(one, str) or rendered_turns(one) is not None) and ends_with_answer(one)
    )


def few_words(values: list[Any]) -> bool:
    """Whether values are a few short texts again and again, such as names of models."""
    texts = [value for value in values if isinstance(value, str)]
    short = bool(texts) and sum(map(len, texts)) <= _SHORT * len(texts)
    return short and len(texts) >= _FEW and len(set(texts)) <= len(texts) / 2


def are_turns(value: Any) -> bool:
    """Whether a value is a conversation, or JSON or a rendering of one."""
    return (not isinstance(value, str) or may_be_spoken(value)) and conversation(value) is not None


def are_answers(value: Any) -> bool:
    """Several answers, each with what is told of it."""
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) and part_text(one) for one in value)


def is_strings(value: Any) -> bool:
    """Whether a value is a list of texts."""
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def ends_with_answer(value: Any) -> bool:
    """Whether a value is a conversation whose last turn is an answer."""
    found = conversation(value)
    return bool(found and found[-1].role == "assistant")


def are_values(values: list[Any]) -> bool:
    """True and false, or numbers, as brief answers are written."""
    return bool(values) and most(values, lambda value: isinstance(value, bool | int | float))


def are_statements(values: list[Any]) -> bool:
    """Statements of a query language, which answer a question; a query by itself asks one."""
    return bool(values) and most(values, lambda value: isinstance(value, str) and bool(_STATEMENT.match(value)))


def are_structures(values: list[Any]) -> bool:
    """Lists and objects that hold something."""
    return bool(values) and most(values, lambda value: isinstance(value, Mapping | list) and bool(value))
