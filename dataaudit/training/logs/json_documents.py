"""What of a training a JSON document holds: the text that a notebook or a log service kept, or records deep inside."""

from __future__ import annotations

import ast
import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from dataaudit.training.logs.columns import role_of, vocabulary
from dataaudit.training.logs.records import flat

_MESSAGES = ("message", "log", "line", "textPayload", "msg")
"""What services call the line that a program printed."""
_TEXTS = ("text/html", "text/plain")
_ROW, _CELL, _TAG = (
    re.compile(r"</tr\s*>", re.IGNORECASE),
    re.compile(r"</t[hd]\s*>", re.IGNORECASE),
    re.compile("<[^>]*>"),
)
_FEWEST, _EVENT = 2, 3
_LINES = 200
"""First lines that are looked at."""
_LITERAL = re.compile(r"\s*(?:\{\s*(?:\d+|'[^'\n]*')\s*:|\[\s*\{\s*')[^\n]*[^}\]\s][^\S\n]*\n")
_BEGIN = re.compile(r"""[\[{]\s*(?:["{\[\]}]|$)""")


def begins_document(head: str) -> bool:
    r"""Whether a text may be one JSON document, and is neither lines of JSON nor a log whose lines begin so.

    Examples:
        >>> [begins_document(head) for head in ('{\n "cells": [', '{"a": 1}\n{"a": 2}', "[2024-01-01] loss 1")]
        [True, False, False]
    """
    plain = head.lstrip("\ufeff \n\r\t")
    if not _BEGIN.match(plain):
        return False
    first, _, rest = plain.partition("\n")
    try:
        json.loads(first)
    except ValueError:
        return True
    return not rest.strip()


def parsed_document(text: str) -> Any:
    """The JSON document that a whole text is, or None."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def begins_literal(head: str) -> bool:
    """Whether a text may be one dictionary or list as Python prints it, over several lines."""
    return bool(_LITERAL.match(head))


def parsed_literal(text: str) -> Any:
    """The document that a whole text is as Python prints it, objects by the names of their values; None for another.

    Examples:
        >>> parsed_literal("{1: EpochData(rate=0.1, error={'dev_loss': 3.3}), 2: None}")
        [{'epoch': 1, 'rate': 0.1, 'error': {'dev_loss': 3.3}}]
    """
    try:
        held = _plain(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, TypeError, MemoryError):
        return None
    if isinstance(held, dict) and held and all(isinstance(key, int) for key in held):  # numbered records
        held = [{"epoch": key, **one} for key, one in held.items() if isinstance(one, dict)]
    return held


def _plain(node: ast.expr) -> Any:
    """The value of an expression as JSON has it; of a call its arguments by name, or the only one.

    Raises:
        ValueError: It is more than a literal.
    """
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        keyed = ((ast.literal_eval(key), value) for key, value in pairs if key)
        return {key if isinstance(key, int | str) else str(key): _plain(value) for key, value in keyed}
    if isinstance(node, ast.Call):
        if len(node.args) == 1 and not node.keywords:
            return _plain(node.args[0])
        return {one.arg: _plain(one.value) for one in node.keywords if one.arg}
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return [_plain(one) for one in node.elts]
    if isinstance(node, ast.Name) and node.id in ("nan", "inf"):
        return float(node.id)
    value = ast.literal_eval(node)
    return value if isinstance(value, str | int | float | None) else None


def printed_text(held: Any) -> str | None:
    """What a notebook's cells printed, or the lines that a service collected; None where a document is neither."""
    if isinstance(held, dict) and isinstance(held.get("cells"), list) and "nbformat" in held:
        outputs = [one for cell in held["cells"] if isinstance(cell, dict) for one in cell.get("outputs") or []]
        return "\n".join(_of_output(one) for one in outputs if isinstance(one, dict))
    found = list(_lists(held))
    if any(_names_metric(one) for records in found for one in records):
        return None
    for records in found:
        key = next((name for name in _MESSAGES if all(isinstance(one.get(name), str) for one in records)), None)
        if key is not None:
            return "\n".join(one[key].rstrip("\n") for one in records)
    return None


def begins_collected(head: str) -> bool:
    r"""Whether lines are JSON records of a service, each with a line that a program printed.

    Examples:
        >>> begins_collected('{"log": "step 1 loss 2.0", "stream": "stdout"}\n{"log": "step 2 loss 1.5"}\n')
        True
    """
    lines = [line for line in head.split("\n")[:_LINES] if line.strip()]
    records = [parsed_document(line) for line in (lines[:-1] if len(lines) == _LINES else lines)]
    if len(records) < _FEWEST or not all(isinstance(one, dict) and _message(one) is not None for one in records):
        return False
    return not any(_names_metric(one) for one in records)


def are_records(head: str) -> bool:
    """Whether all of the first lines are JSON objects, and some of them name a metric."""
    lines = [line for line in head.split("\n")[:_LINES] if line.strip()]
    records = [parsed_document(line) for line in (lines[:-1] if len(lines) > 1 else lines)]
    return bool(records) and all(isinstance(one, dict) for one in records) and any(map(_names_metric, records))


def begins_recording(head: str) -> bool:
    r"""Whether a text is what asciinema recorded of a terminal: a header, then times with what was printed.

    Examples:
        >>> begins_recording('{"version": 2, "width": 80}\n[0.5, "o", "step 1 loss 2.0\\r\\n"]\n')
        True
    """
    first, _, rest = head.partition("\n")
    header, event = parsed_document(first), parsed_document(rest.partition("\n")[0])
    return isinstance(header, dict) and "version" in header and _printed(event) is not None


def recorded_text(lines: Iterable[str]) -> Iterator[str]:
    """What a recording shows, piece by piece."""
    return (text for line in lines if (text := _printed(parsed_document(line))))


def _printed(event: Any) -> str | None:
    told = isinstance(event, list) and len(event) == _EVENT and isinstance(event[2], str)
    return (event[2] if event[1] == "o" else "") if told else None


def collected_lines(lines: Iterable[str]) -> Iterator[str]:
    """The printed lines of such records; other lines are left out."""
    for line in lines:
        record = parsed_document(line)
        message = _message(record) if isinstance(record, dict) else None
        if message is not None:
            yield message.rstrip("\n")


def _message(record: dict[str, Any]) -> str | None:
    return next((record[name] for name in _MESSAGES if isinstance(record.get(name), str)), None)


def inner_records(held: Any) -> list[dict[str, Any]]:
    """The longest list of records somewhere in a document of which one names a loss or another metric; else none."""
    found = [[flat(one) for one in records] for records in _lists(held) if any(_names_metric(one) for one in records)]
    return max(found, key=len, default=[])


def _names_metric(record: dict[str, Any]) -> bool:
    """Whether a record has a number of a training, by its name or, of two sides at least, by these alone."""
    plain = flat(record)
    sides = [name for name in plain if name.lower() in vocabulary().sides]
    if len(sides) >= _FEWEST and all(isinstance(alone(plain[name]), int | float) for name in sides):
        return True
    return any(role_of(name) for name, value in plain.items() if isinstance(value, int | float))


def alone(value: Any) -> Any:
    """The only element of a list, or the value itself.

    Examples:
        >>> alone([0.5]), alone(0.5), alone([1, 2])
        (0.5, 0.5, [1, 2])
    """
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _lists(held: Any) -> Iterator[list[dict[str, Any]]]:
    if isinstance(held, list):
        if len(held) >= _FEWEST and all(isinstance(one, dict) for one in held):
            yield held
        for one in held:
            yield from _lists(one)
    elif isinstance(held, dict):
        for one in held.values():
            yield from _lists(one)


def _of_output(output: dict[str, Any]) -> str:
    """The text of a cell's output; of a table in HTML its cells between bars."""
    data = output.get("data")
    kind = next((one for one in _TEXTS if isinstance(data, dict) and one in data), None)
    held = output.get("text", "") if kind is None or not isinstance(data, dict) else data[kind]
    text = "".join(map(str, held)) if isinstance(held, list) else str(held)
    if kind != "text/html":
        return text
    flat_text = " ".join(text.split())
    return html.unescape(_TAG.sub(" ", _ROW.sub("\n", _CELL.sub(" | ", flat_text))))
