"""A value that holds what was said, in any of the forms that tools write, as turns.

A turn is a role, its text, and what else the message holds that makes it another message: calls of tools, pictures by
reference, a weight. Forms: lists of messages, one message, pairs such as ``{"human": ..., "assistant": ...}``, lists of
texts in turn, lists of such pairs, columns of lists (Parquet), segments that are trained on or not, JSON text of any of
these, and text that a chat template wrote (``rendered_chat``).
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from dataaudit.sources.shapes.rendered_chat import rendered_turns
from dataaudit.sources.values import value_text

_ROLE_KEYS = ("role", "from", "speaker", "sender", "author", "user_type", "type")
_NAMES_OF_PEOPLE = ("sender", "author", "user_type")
"""Keys that mostly hold somebody's name, and say who speaks only where they hold a role."""
_TYPES = ("human", "ai", "system", "tool", "function")
"""Types of messages that say who speaks (LangChain); parts of a message have others."""
TEXT_KEYS = ("content", "value", "text", "message", "utterance", "body", "parts")
MEDIA = ("image", "video", "audio", "picture")
_FILES = ("file", "document")
_CALLERS = ("tool_call", "function_call", "tool_calls")
CALLS = ("tool_calls", "function_call", "tool_call", "function_calls")
_SEGMENT_MARKS = re.compile(
    r"\A\s*(?:<s>|\[INST\]|<\|begin_of_text\|>)+|(?:</s>|\[/INST\]|<\|end_of_text\|>|<\|im_end\|>){1,4}\s{0,9}\Z"
)
"""Marks around a piece of text."""
_EXTRAS = (
    *CALLS, "tools", "functions", "weight", "images", "image", "videos", "audios", "channel", "recipient", "loss",
    "train", "name",
)  # fmt: skip
_THOUGHTS = ("thinking", "reasoning_content", "reasoning", "thought")
_NO_ROLE = "?"
_PAIR = 2
_CAMEL, _NAME_PARTS = re.compile(r"(?<=[a-z])(?=[A-Z])"), re.compile(r"[\s_.-]+")
_NUMBER = re.compile(r"\d{1,9}")
_VOLATILE = frozenset({"id", "tool_call_id", "call_id", "index"})
_OWN_NAMES = frozenset(
    {"arguments", "parameters", "input", "properties", "args", "kwargs", "input_schema", "inputSchema"}
)
"""Keys below which names are somebody's own: an argument called id does not identify a call."""


class Turn(NamedTuple):
    """Something said.

    Attributes:
        role: system, user, input, assistant or tool; another name behind a ``?``.
        text: What is read; of a message without any, its calls as JSON.
        extra: What else tells it from another message, as JSON; "" for nothing.
    """

    role: str
    text: str
    extra: str = ""


def conversation(value: Any) -> list[Turn] | None:
    """The turns of a value; None for a value that holds something else.

    Args:
        value: As read from a file.
    """
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, Mapping):
        if (held := value.get("messages")) is not None:
            return conversation(held)
        return _of_mapping(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return _of_list(value)
    return None


def may_be_spoken(value: str) -> bool:
    """Whether a text begins as JSON does, or is a conversation that a template wrote."""
    return value.lstrip()[:1] in ("[", "{") or rendered_turns(value) is not None


def _of_text(value: str) -> list[Turn] | None:
    if value.lstrip()[:1] in ("[", "{") and not value.lstrip().startswith("[INST]"):
        try:
            return conversation(orjson.loads(value))
        except (orjson.JSONDecodeError, RecursionError):
            return None
    said = rendered_turns(value)
    return None if said is None else [Turn(_role(role), text) for role, text in said]


def _of_list(values: Sequence[Any]) -> list[Turn] | None:
    given = [value for value in values if value is not None]
    if not given:
        return [] if not values else None
    if all(isinstance(value, str) for value in given):
        return None
    if all(isinstance(value, list | tuple) and len(value) == 2 for value in given):  # pairs of question and answer
        return [
            Turn(role, text_of(said)) for pair in given for role, said in zip(("user", "assistant"), pair, strict=True)
        ]
    if all(isinstance(value, list | tuple) for value in given) and len(given) == 1:
        return conversation(given[0])
    if not all(isinstance(value, Mapping) for value in given):
        spoken = any(isinstance(value, Mapping) and named_role(value) is not None for value in given)
        return [loose_turn(value) for value in given] if spoken else None
    if all(_is_segment(value) for value in given):
        return _of_segments(given)
    found: list[Turn] = []
    called = False
    for value in given:
        turns = _of_mapping(value)
        if turns is None:
            return None
        calls = str(named_role(value)).casefold() in _CALLERS
        if calls and called:  # several calls at once are one turn
            turns = [Turn("assistant", f"{found[-1].text}\n{turns[0].text}", found[-1].extra + turns[0].extra)]
            found.pop()
        called = calls
        found += turns
    roles = [turn.role for turn in found]
    spoken = roles.count("system") >= _PAIR or all("speaker" in value for value in given)
    if set(roles) == {"user", "system"} and roles[0] == "user" and spoken:  # a system that people talk to
        found = [turn._replace(role="assistant") if turn.role == "system" else turn for turn in found]
    if found and found[0].role == "assistant" and isinstance(given[0].get("is_human"), bool):
        found[0] = found[0]._replace(role="system")  # the greeting of a character
    return found


def _is_segment(value: Mapping[str, Any]) -> bool:
    """Whether it is a piece of text that is trained on or only read, as Axolotl writes them."""
    return named_role(value) is None and isinstance(value.get("label"), bool) and isinstance(value.get("text"), str)


def _of_segments(values: Sequence[Mapping[str, Any]]) -> list[Turn]:
    """Turns of pieces of text: as a template has marked them, or else what is trained on is the answer."""
    said = rendered_turns("".join(value["text"] for value in values))
    if said is not None:
        learnt = [_SEGMENT_MARKS.sub("", value["text"]).strip() for value in values if value["label"]]
        unlearnt = canonical({"loss": False})
        return [
            Turn(
                _role(role),
                text,
                "" if _role(role) != "assistant" or any(one and one in text for one in learnt) else unlearnt,
            )
            for role, text in said
        ]
    turns = list[Turn]()
    for value in values:
        role, text = "assistant" if value["label"] else "user", _SEGMENT_MARKS.sub("", value["text"])
        if turns and turns[-1].role == role:
            turns[-1] = turns[-1]._replace(text=turns[-1].text + text)
        else:
            turns.append(Turn(role, text))
    return turns


def alternating(values: Sequence[Any]) -> list[Turn]:
    """Texts in a list, said by the user and the assistant in turn.

    Nobody says who spoke, so the last one is what is learnt, and of an odd number the first one is what was given.

    Examples:
        >>> [turn.role for turn in alternating(["Hi", "Hello"])], [turn.role for turn in alternating(["a", "b", "c"])]
        (['user', 'assistant'], ['input', 'user', 'assistant'])
    """
    odd = len(values) % 2 if len(values) > 1 else 0
    roles = [*["input"] * odd, *(("user", "assistant")[number % 2] for number in range(len(values) - odd))]
    return [Turn(role, text_of(value)) for role, value in zip(roles, values, strict=True)]


def _of_mapping(value: Mapping[str, Any]) -> list[Turn] | None:
    role = named_role(value)
    if isinstance(role, list):
        return _of_columns(value)
    if role is not None:
        return [_message(role, value), *_replied(value)]
    inner = [held for held in value.values() if isinstance(held, Mapping)]
    asked = any(str(key).casefold() in spoken_roles() for key in value)  # a pair of a question and its answer
    if len(inner) == 1 and not asked and isinstance(named_role(inner[0]), str):  # with what a program keeps beside it
        return _of_mapping(inner[0])
    if isinstance(value.get("is_human"), bool) and isinstance(value.get("message"), str):
        return [Turn("user" if value["is_human"] else "assistant", value["message"])]
    value = {key: held for key, held in value.items() if held is not None}  # as Arrow fills in keys of other rows
    if value and all(isinstance(held, Mapping) and "parent" in held for held in value.values()):
        return _of_tree(value)
    numbered = sorted(
        ((_NUMBER.findall(str(key)), held) for key, held in value.items()),
        key=lambda pair: [int(one) for one in pair[0]],
    )
    if value and all(number and isinstance(held, Mapping) for number, held in numbered):  # turn_1, turn_2
        turns = [_of_mapping(held) for _, held in numbered]
        return None if None in turns else [turn for some in turns for turn in some or []]
    return _of_pair(value)


def _of_tree(nodes: Mapping[str, Any]) -> list[Turn]:
    """An exported chat: nodes by their name, each with its parent; of several replies the last one counts."""
    children: dict[str | None, list[str]] = {}
    for name, node in nodes.items():
        parent = node["parent"]
        children.setdefault(None if parent is None else str(parent), []).append(name)
    found, place = list[Turn](), next(iter(children.get(None, ())), None)
    while place is not None:  # ends: below a root every node has one parent
        message = nodes[place].get("message")
        if isinstance(message, Mapping) and (said := _of_mapping(message)):
            found += [turn for turn in said if turn.text]
        place = next(reversed(children.get(place, [])), None)
    return found


def _replied(value: Mapping[str, Any]) -> list[Turn]:
    """The first replies of a tree of messages, one below the other; the others tell it from another tree."""
    replies = value.get("replies") or value.get("children")
    if not isinstance(replies, list) or not replies or not isinstance(replies[0], Mapping):
        return []
    first = _of_mapping(replies[0]) or []
    if len(replies) > 1 and first:
        others = [canonical(_of_mapping(reply)) for reply in replies[1:] if isinstance(reply, Mapping)]
        first[0] = first[0]._replace(extra=first[0].extra + canonical(others))
    return first


def named_role(value: Mapping[str, Any]) -> Any:
    """What a message says of who speaks: a text, or of columns of messages a list; None where it says nothing."""
    for key in _ROLE_KEYS:
        named = value.get(key)
        if isinstance(named, Mapping):  # as exported chats have it: {"author": {"role": "user"}}
            named = named.get("role")
        if key == "type" and named not in _TYPES:
            continue
        if key in _NAMES_OF_PEOPLE and not (isinstance(named, str) and named.casefold() in spoken_roles()):
            continue
        if isinstance(named, str | list) and any(name in value for name in (*TEXT_KEYS, *CALLS, *_THOUGHTS)):
            return named
    return None


def _of_columns(value: Mapping[str, Any]) -> list[Turn] | None:
    """Columns of lists, as Parquet writes a sequence of messages."""
    lists = {name: held for name, held in value.items() if isinstance(held, list)}
    sizes = {len(held) for held in lists.values()}
    if len(sizes) != 1:
        return None
    size = sizes.pop()
    numbered: dict[Any, str] = {}  # speakers by number: who begins is the user
    found: list[Turn] = []
    for row in ({name: held[place] for name, held in lists.items()} for place in range(size)):
        for key in _ROLE_KEYS:
            if isinstance(row.get(key), int):
                row[key] = numbered.setdefault(row[key], ("user", "assistant")[min(len(numbered), 1)])
        turns = _of_mapping(row)
        if turns is None:
            return None
        found += turns
    return found


def _of_pair(value: Mapping[str, Any]) -> list[Turn] | None:
    """A question with its answer, perhaps with a system prompt: keys are names of roles."""
    named = {spoken_roles().get(str(key).casefold()): said for key, said in value.items() if said is not None}
    known = {role: said for role, said in named.items() if role is not None}
    keys = {str(key).casefold() for key in value} - {"output_with_loss", "need_eos_token", "sep"}
    if keys <= {"system", "input", "output"} and "output" in keys:  # XTuner: the input is what the user says
        known = {("user" if role == "input" else role): said for role, said in known.items()}
    if "assistant" not in known or not {"user", "input"} & set(known):
        return None
    turns = [Turn(role, text_of(known[role])) for role in ("system", "user", "input", "assistant") if role in known]
    if value.get("output_with_loss") is False:  # XTuner's word for a weight of 0
        turns[-1] = turns[-1]._replace(extra=canonical({"loss": False}))
    return turns


def _message(role: str, value: Mapping[str, Any]) -> Turn:
    content = next((value[key] for key in TEXT_KEYS if value.get(key) is not None), None)
    text = text_of(content)
    calls = next((value[key] for key in CALLS if value.get(key)), None)
    if not text.strip():
        parts = [part for part in content if isinstance(part, Mapping)] if isinstance(content, list) else []
        said = calls or [part for part in parts if not _is_media(part) and not isinstance(part.get("text"), str)]
        text = canonical(said) if said else text
        if not text.strip() and role.casefold() in ("assistant", "model") and any(map(_is_media, parts)):
            text = "<media>"
    extra: dict[str, Any] = {key: value[key] for key in _EXTRAS if value.get(key) is not None}
    if isinstance(content, list):
        extra["parts"] = [
            part for part in content if isinstance(part, Mapping) and not isinstance(part.get("text"), str)
        ]
    extra = {key: held for key, held in extra.items() if held or held == 0}
    thought = next((value[key] for key in _THOUGHTS if isinstance(value.get(key), str) and value[key]), None)
    if thought:
        extra["thought"] = thought
    if role.casefold() in _CALLERS:
        extra["call"] = True
    return Turn(_role(role), text, canonical(extra) if extra else "")


def _is_media(part: Mapping[str, Any]) -> bool:
    kind = str(part.get("type", ""))
    return any(name in kind for name in (*MEDIA, *_FILES)) or any(
        f"{name}_url" in part or name in part for name in MEDIA
    )


def text_of(value: Any) -> str:
    """The text of a message's content: of typed parts their texts, one below the other."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(piece for piece in map(part_text, value) if piece)
    if isinstance(value, Mapping):
        return part_text(value) or ("" if _is_media(value) else value_text(value))
    return value_text(value)


def part_text(part: Any) -> str:
    """The text of one of several parts; "" for a part without any, such as a picture or a number."""
    if isinstance(part, str):
        return part
    if not isinstance(part, Mapping):
        return ""
    for key in ("text", "content", "value", "thinking", "response", "answer", "completion", "output", "parts"):
        if isinstance(part.get(key), str):
            return str(part[key])
        if isinstance(part.get(key), list):
            return text_of(part[key])
    return ""


def _role(named: str) -> str:
    return spoken_roles().get(named.strip().strip("<|>:").casefold(), f"?{named}")


def canonical(value: Any) -> str:
    """A value as JSON in which keys are sorted; identifiers of calls are left out, of bytes the digest stays."""

    def plain(held: Any, left_out: frozenset[str] = _VOLATILE) -> Any:
        if isinstance(held, Mapping):
            return {
                str(key): plain(one, frozenset() if key in _OWN_NAMES else left_out)
                for key, one in held.items()
                if key not in left_out and one is not None
            }
        if isinstance(held, list | tuple):
            return [plain(one, left_out) for one in held]
        if isinstance(held, bytes):
            return hashlib.sha256(held).hexdigest()
        return held

    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, default=str)


@cache
def column_names() -> Mapping[str, Any]:
    """``column_names.toml``."""
    return tomllib.loads(Path(__file__).with_name("column_names.toml").read_text(encoding="utf-8"))


@cache
def bare_name(name: str) -> str:
    """A column's name in small letters, without words that do not change what it means.

    Examples:
        >>> bare_name("generatedSolution"), bare_name("Question Text"), bare_name("human_answers"), bare_name("text")
        ('solution', 'question', 'answers', 'text')
    """
    words = [word for word in _NAME_PARTS.split(_CAMEL.sub("_", name).casefold()) if word]
    kept = [word for word in words if word not in column_names()["modifiers"]]
    return "_".join(kept or words)


@cache
def spoken_roles() -> Mapping[str, str]:
    """Roles by the names that they have in conversations, in small letters."""
    return {name: role for role, names in column_names()["spoken"].items() for name in names}


def loose_turn(value: Any) -> Turn:
    """A turn of whatever stands where a message is expected."""
    if not isinstance(value, Mapping):
        return Turn(_NO_ROLE, text_of(value))
    named = next((value[key] for key in _ROLE_KEYS if isinstance(value.get(key), str)), "")
    return _message(named, value)


def texts(turns: Sequence[Turn]) -> Iterator[str]:
    """What was said."""
    return (turn.text for turn in turns if turn.text)
