"""Calls of tools in a conversation: whether they could be run, and whether the conversation has their results."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dataaudit.sources.shapes.conversation import CALLS
from dataaudit.stages.instructions.python_calls import python_calls

_TAGGED = re.compile(r"<tool_call>(.*?)(?:</tool_call>|\Z)|<functioncall>(.*?)(?:<\|endoftext\|>|\Z)", re.DOTALL)
_MARKED = re.compile(r"^\s*(?:\[TOOL_CALLS\]|<\|python_tag\|>(?=\s*\{))(.*)", re.DOTALL)
_DECLARED = re.compile(r"<tools>(.*?)</tools>", re.DOTALL)
_LINE_OF_JSON = re.compile(r"^[\[{]", re.MULTILINE)
_ANSWERED = re.compile(r"<(?:tool_response|tool_result|function_response|functionresponse)\b")
_QUOTED = re.compile(r"(\"arguments\"\s*:\s*)'(\{.*\})'", re.DOTALL)
"""Arguments between single quotation marks, as Glaive writes them."""
_NAMES = ("name", "tool_name", "function_name", "tool")
_ARGUMENTS = ("arguments", "parameters", "args", "input", "kwargs")
_SCHEMAS = ("parameters", "input_schema", "inputSchema", "arguments", "inputs")
_WRAPPED = ("function", "toolSpec", "toolUse", "functionCall", "function_call", "toolCall", "tool_use")
_RESULTS = ("toolResult", "functionResponse", "function_response", "tool_result")
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,), "str": (str,), "integer": (int,), "int": (int,), "number": (int, float), "float": (int, float),
    "double": (int, float), "boolean": (bool,), "bool": (bool,), "array": (list,), "list": (list,), "tuple": (list,),
    "object": (Mapping,), "dict": (Mapping,),
}  # fmt: skip
_TYPE = re.compile(r"(?:optional\[)?\s*([a-z]+)\s*(?:\[[^\]|]*\])?\]?\s*(?:,\s*optional.*)?")
_IN_PYTHON = re.compile(r"(?:Optional\[)?(?:str|int|float|bool|list|dict|tuple|set|List|Dict|Tuple|Set|Union|Any)\b")
_LIKE_A_CALL = re.compile(r"\s*\[?\s*\{\s*\"(?:name|function|tool_name)\"\s*:\s*\"")
_CALLING = ("tool_use", "toolCall", "tool_call", "function_call", "tool-call")
"""Types of parts that are calls."""
_DECODER = json.JSONDecoder()
_SPEAKS = ("user", "assistant")
_CALLS = ("tools", "tool", "calls")


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a tool.

    Attributes:
        name: The tool's name.
        arguments: By name; a text says why there are none.
        single: Whether each call has a separate result.
    """

    name: str
    arguments: Mapping[str, Any] | str
    single: bool = False


Tools = Mapping[str, Mapping[str, Any] | None]
"""Declared tools with their JSON schemas; None where a schema is not known."""


def may_call(turns: Sequence[Sequence[str]], extras: Sequence[str]) -> bool:
    """Whether a row can hold calls or tools: most do not, and this is told faster than they are read."""
    return any(extras) or any(
        role in _CALLS or "<" in text or "[TOOL_CALLS]" in text or (role == "system" and ("[" in text or "{" in text))
        for role, text in turns
    )


def call_problem(turns: Sequence[Sequence[str]], extras: Sequence[str]) -> str | None:
    """Why a row's first call of a tool that could not be run could not be, in a few words; None where all could.

    Args:
        turns: Pairs of a role and its text, also of what nobody says.
        extras: What else every turn holds, as JSON; "" for nothing.

    Names are compared where the row declares its tools, and arguments where it declares their schema.

    Examples:
        >>> tools = '[{"name": "add", "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}}}]'
        >>> call = '<tool_call>{"name": "add", "arguments": {"a": "one"}}</tool_call>'
        >>> call_problem([["tools", tools], ["user", "Add."], ["assistant", call]], ["", "", ""])
        'argument a is not of type integer'
    """
    tools = declared_tools(turns, extras)
    for (role, text), extra in zip(turns, extras, strict=True):
        for call in calls_of(role, text, extra, tools):
            problem = call if isinstance(call, str) else _misfit(call, tools)
            if problem:
                return problem
    return None


def lacks_result(turns: Sequence[Sequence[str]], extras: Sequence[str]) -> bool:
    """Whether a conversation continues after a call without its result; one that ends with a call does not lack it.

    Examples:
        >>> call = ["assistant", '<tool_call>{"name": "now", "arguments": {}}</tool_call>']
        >>> lacks_result([["user", "Time?"], call, ["assistant", "Noon."]], ["", "", ""])
        True
        >>> lacks_result([["user", "Time?"], call], ["", ""])
        False
    """
    awaited = given = 0
    single = False
    for (role, text), extra in zip(turns, extras, strict=True):
        results = _results(role, text, extra)
        if results:
            given += results
            continue
        if role not in _SPEAKS:
            continue
        if awaited and (not given or (single and given < awaited)):
            return True
        calls = list(calls_of(role, text, extra)) if role == "assistant" else []
        awaited, given = (0 if _ANSWERED.search(text) else len(calls)), 0
        single = any(isinstance(call, Call) and call.single for call in calls)
    return bool(awaited and given and single and given < awaited)


def _results(role: str, text: str, extra: str) -> int:
    """Results of calls that a turn gives; a list may be those of several calls."""
    if role == "user" and _ANSWERED.match(text.lstrip()):  # as templates write what tools say
        return len(_ANSWERED.findall(text))
    if role == "tool":
        several = _json(text) if text.lstrip()[:1] == "[" else None
        return len(several) if isinstance(several, list) and several else 1
    return sum(
        str(part.get("type", "")).replace("-", "_") in ("tool_result", "function_response")
        or any(key in part for key in _RESULTS)
        for part in _parts(extra)
    )


def calls_of(role: str, text: str, extra: str, tools: Tools | None = None) -> Iterator[Call | str]:
    """The calls of a turn; for one that cannot be read, why.

    Args:
        role: Who says it.
        text: What is said.
        extra: What else the turn holds, as JSON.
        tools: The tools that the row declares; where it does, an answer of JSON or of calls alone is read as calls.
    """
    if role == "calls":
        yield from _written(text)
        return
    if role != "assistant":
        return
    found = False
    for held in _documents(extra):
        for key in CALLS:
            if key in held:
                found = True
                yield from _read(held[key], single=key == "tool_calls")
        for part in held.get("parts") or ():
            if part.get("type") in _CALLING or any(isinstance(part.get(key), Mapping) for key in _WRAPPED[2:]):
                found = True
                yield from _read(part, single=True)
    if found:
        return
    marked = [match[1] or match[2] or "" for match in _TAGGED.finditer(text)]
    marked += [match[1] for match in [_MARKED.match(text)] if match]
    for written in marked:
        yield from _written(written)
    if not marked and any(held.get("call") for held in _documents(extra)):
        yield from _written(text, single=True)
    elif not marked and tools is not None:
        read = list(_written(text)) if text.lstrip()[:1] in ("[", "{") else []
        calls = [call for call in read if isinstance(call, Call) or _LIKE_A_CALL.match(text)]
        yield from calls or _in_python(text, tools)


def _in_python(text: str, tools: Tools) -> Iterator[Call | str]:
    found = python_calls(text, tools)
    if isinstance(found, str):
        yield found
        return
    for name, arguments in found:
        yield Call(name, "by position" if arguments is None else arguments)


def declared_tools(turns: Sequence[Sequence[str]], extras: Sequence[str] = ()) -> Tools | None:
    """The tools that a row declares; None where they are not known for sure.

    They are in a column, beside a message's words, between <tools> tags of the system's words, or JSON that those
    words end with.
    """
    found: dict[str, Mapping[str, Any] | None] = {}
    for (role, text), extra in zip(turns, extras or [""] * len(turns), strict=True):
        written = [text] if role == "tools" else _in_system(text) if role == "system" else []
        if '"tools"' in extra or '"functions"' in extra:
            held = [one.get(key) for one in _documents(extra) for key in ("tools", "functions")]
            written += [json.dumps(one) for one in held if one]
        for one in filter(str.strip, written):  # the sentence that explains the tags has empty ones
            tools = list(_tools(_json(one)))
            if not tools or None in tools:
                return None
            found |= dict(tool for tool in tools if tool)
    return found or None


def _in_system(text: str) -> list[str]:
    """What the system's words declare as tools."""
    tagged: list[str] = _DECLARED.findall(text)
    begin = None if tagged else _LINE_OF_JSON.search(text)
    rest = text[begin.start() :] if begin else ""
    listed = [one for piece in _pieces(rest) for one in (piece if isinstance(piece, list) else [piece])]
    declared = [one for one in listed if isinstance(one, Mapping) and "name" in one and set(_SCHEMAS) & set(one)]
    return tagged or ([rest] if declared else [])


def _tools(value: Any) -> Iterator[tuple[str, Mapping[str, Any] | None] | None]:
    """Names and schemas of declared tools; None for what is not understood."""
    if isinstance(value, str):
        value = _json(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        for one in value:
            yield from _tools(one)
        return
    if not isinstance(value, Mapping):
        yield None
        return
    several = value.get("functionDeclarations") or value.get("function_declarations") or value.get("tools")
    if several is not None:
        yield from _tools(several)
        return
    inner = next((value[key] for key in _WRAPPED if isinstance(value.get(key), Mapping)), value)
    name = next((inner[key] for key in _NAMES if isinstance(inner.get(key), str)), None)
    if name is None:
        yield None
        return
    schema = next((inner[key] for key in _SCHEMAS if key in inner), None)
    schema = _json(schema) if isinstance(schema, str) else schema
    if isinstance(schema, Mapping) and isinstance(schema.get("json"), Mapping):
        schema = schema["json"]
    yield name, schema if isinstance(schema, Mapping) and schema else None


def _read(value: Any, *, single: bool = False) -> Iterator[Call | str]:
    """Calls in a value: one, a list, or JSON of them."""
    if isinstance(value, str):
        yield from _written(value, single=single)
        return
    if isinstance(value, Sequence):
        for one in value:
            yield from _read(one, single=single)
        return
    if not isinstance(value, Mapping):
        return
    inner = next((value[key] for key in _WRAPPED if isinstance(value.get(key), Mapping)), value)
    name = next((inner[key] for key in (*_NAMES, "function") if isinstance(inner.get(key), str)), None)
    if name is None:
        return
    given = next((inner[key] for key in _ARGUMENTS if key in inner), None)
    if isinstance(given, str) and given.strip():
        read = _json(given)
        if not isinstance(read, Mapping):
            yield "arguments are not JSON" if read is None else "arguments are not an object"
            return
        given = read
    if isinstance(given, Sequence) and not isinstance(given, str) and given:
        yield "arguments are not an object"
        return
    yield Call(name, given if isinstance(given, Mapping) else {}, single)


def _written(text: str, *, single: bool = False) -> Iterator[Call | str]:
    """Calls in a text that should be JSON, or several pieces of it."""
    text = text.strip()
    read = list(_pieces(text)) or list(_pieces(_QUOTED.sub(lambda found: found[1] + found[2], text)))
    if read:
        yield from _read(read, single=single)
    elif text[:1] in ("[", "{"):
        yield "a call is not JSON"


def _misfit(call: Call, tools: Tools | None) -> str | None:
    """Why a call does not fit the declared tools."""
    if tools is None:
        return None
    if call.name not in tools:
        return f"no tool {call.name}"
    schema = tools[call.name]
    if schema is None or isinstance(call.arguments, str):
        return None
    properties, required, closed = _arguments_of(schema)
    given = {name: value for name, value in call.arguments.items() if value is not None}
    missing = next((name for name in required if name not in call.arguments), None)
    if missing is not None:
        return f"argument {missing} is missing"
    unknown = next((name for name in given if name not in properties), None) if closed else None
    if unknown is not None:
        return f"argument {unknown} is not declared"
    for name, value in given.items():
        problem = _misfit_value(name, value, properties.get(name))
        if problem:
            return problem
    return None


def _misfit_value(name: str, value: Any, declared: Any) -> str | None:
    """Why a value is not what its schema declares; None where that is not known."""
    if not isinstance(declared, Mapping):
        return None
    kind = _TYPE.fullmatch(declared["type"].strip().lower()) if isinstance(declared.get("type"), str) else None
    wanted = _TYPES.get(kind[1]) if kind else None
    whole = isinstance(value, float) and value.is_integer() and wanted == (int,)
    if wanted and not whole and (not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted)):
        return f"argument {name} is not of type {declared['type']}"
    allowed = declared.get("enum")
    if isinstance(allowed, list) and allowed and not isinstance(value, list | Mapping) and value not in allowed:
        return f"argument {name} is not among its values"
    return None


def _arguments_of(schema: Mapping[str, Any]) -> tuple[Mapping[str, Any], Sequence[str], bool]:
    """Declared arguments, those that must be given, and whether there may be no others."""
    if "properties" in schema or str(schema.get("type", "")).lower() == "object":
        properties = schema.get("properties")
        required = schema.get("required")
        further = schema.get("additionalProperties")  # no properties say nothing about arguments, unless this does
        closed = isinstance(properties, Mapping) and (further is False or bool(properties and not further))
        return (
            properties if isinstance(properties, Mapping) else {},
            [name for name in required if isinstance(name, str)] if isinstance(required, list) else [],
            closed,
        )
    # Without JSON schema's frame: the arguments by name.
    plain = all(isinstance(held, Mapping) for held in schema.values())
    required = [name for name, held in schema.items() if plain and held.get("required") is True]
    # With Python's names of types the others are marked: as optional, or by a default (xLAM).
    if plain and all(_IN_PYTHON.match(str(held.get("type", ""))) for held in schema.values()):
        required = [
            name
            for name, held in schema.items()
            if "default" not in held and "optional" not in str(held["type"]).lower()
        ]
    return schema, required, plain


def _parts(extra: str) -> list[Mapping[str, Any]]:
    return [part for held in _documents(extra) for part in held.get("parts") or () if isinstance(part, Mapping)]


def _documents(extra: str) -> Iterator[Mapping[str, Any]]:
    return (held for held in _pieces(extra) if isinstance(held, Mapping))


def _json(text: str) -> Any:
    """The value of JSON text, a list of several pieces; None of anything else."""
    read = list(_pieces(text.strip()))
    return read[0] if len(read) == 1 else read or None


def _pieces(text: str) -> Iterator[Any]:
    """The values of a text of JSON pieces with white space between them; nothing where any of it is something else."""
    place, found = 0, []
    while place < len(text):
        try:
            value, place = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            return iter(())
        found.append(value)
        while place < len(text) and text[place] in " \t\r\n;,":
            place += 1
    return iter(found)
