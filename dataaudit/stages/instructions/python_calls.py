"""Calls of tools that are written in Python's syntax: ``[get_weather(city="Paris"), now()]``."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Collection
from typing import Any

_WRAPPED = re.compile(
    r"\s*(?:<\|python_start\|>(.*?)(?:<\|python_end\|>.*)?|```(?:tool_code|tool_call|python)\s(.*?)(?:```\s*)?|<\|python_tag\|>(.*))\Z",
    re.DOTALL,
)
_BEGINS = re.compile(r"(\[?)\s*([A-Za-z_][\w.]*)\s*\(")
_LONGEST = 20_000
_SOURCE = "<call of a tool>"
# Python warns of odd escapes in the texts of others; a filter for the time of a call would be that of all threads.
warnings.filterwarnings("ignore", module=re.escape(_SOURCE))


def python_calls(text: str, tools: Collection[str]) -> list[tuple[str, dict[str, Any] | None]] | str:
    """The calls that a text consists of: names and arguments; empty for other texts, and for a damaged one why.

    A list in brackets is one of calls whatever it names; a call by itself only where it names a declared tool. An
    argument that is not a literal is None; with arguments by position there are none to compare, and so None.

    Args:
        text: What is said.
        tools: Names of the declared tools.

    Examples:
        >>> python_calls('[get_weather(city="Paris")]', ["get_weather"])
        [('get_weather', {'city': 'Paris'})]
        >>> python_calls('print("Paris")', ["get_weather"]), python_calls('[get_weather(city=]', ["get_weather"])
        ([], 'a call is not Python')
    """
    wrapped = _WRAPPED.match(text)
    written = (next(filter(None, wrapped.groups()), "") if wrapped else text).strip()
    begins = _BEGINS.match(written)
    if begins is None or len(written) > _LONGEST or not (begins[2] in tools or (begins[1] and "=" in written)):
        return []
    try:
        tree = ast.parse(written, _SOURCE)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return "a call is not Python" if begins[2] in tools else []
    found = []
    for statement in tree.body:
        value = statement.value if isinstance(statement, ast.Expr | ast.Assign) else None
        for one in value.elts if isinstance(value, ast.List | ast.Tuple) else [value]:
            call = one.args[0] if isinstance(one, ast.Call) and _name(one) == "print" and len(one.args) == 1 else one
            if not isinstance(call, ast.Call) or (name := _name(call)) is None:
                return []
            plain = not call.args and all(keyword.arg for keyword in call.keywords)
            found.append((name, {str(one.arg): _literal(one.value) for one in call.keywords} if plain else None))
    return found


def _name(call: ast.Call) -> str | None:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return ast.unparse(call.func) if isinstance(call.func, ast.Attribute) else None


def _literal(value: ast.expr) -> Any:
    try:
        return ast.literal_eval(value)
    except (ValueError, TypeError, MemoryError, RecursionError):
        return None
