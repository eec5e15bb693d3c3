"""JSON objects from bytes: kept, or quarantined with a reason.

A compiled scan tells what a fast parser would pass over in silence (duplicate keys, integers beyond 64 bits, deep
nesting); clean values go to the fast parser, the others one by one to a strict one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from dataaudit.kernels.formats.json_lines import COLONS, DEPTH, DIGITS, scan_json_lines
from dataaudit.sources.blocks import over_long
from dataaudit.sources.quarantine import MAX_RAW_BYTES, Note, Quarantined
from dataaudit.sources.row_blocks import Chunk, ObjectRows

_SURE_DIGITS = 18
"""Digits up to which an integer surely fits 64 bits."""
_MOST_DIGITS = 4000
"""Digits above which an integer is kept as its text: the interpreter refuses to convert longer ones."""

_NAME = re.compile("[A-Za-z_-]{1,40}")
"""Keys that a message shows: names of columns, and no one's data."""


class _Unreadable(Exception):
    """A value that is not a row: code and message."""

    def __init__(self, *, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class _Quirks:
    """What the strict parser sees on its way."""

    def __init__(self) -> None:
        self.non_finite = 0

    def constant(self, name: str) -> None:
        self.non_finite += 1

    def number(self, text: str) -> float | None:
        value = float(text)
        if value in (float("inf"), float("-inf")):
            self.non_finite += 1
            return None
        return value

    @staticmethod
    def integer(text: str) -> int | str:
        return int(text) if len(text) <= _MOST_DIGITS else text

    @staticmethod
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(items)
        if len(result) < len(items):
            keys = [key for key, _ in items]
            twice = next(key for key in keys if keys.count(key) > 1)
            shown = f"key '{twice}'" if _NAME.fullmatch(twice) else f"a key of {len(twice)} characters"
            raise _Unreadable(code="JSN004", message=f"{shown} appears twice in one object")
        return result


class RowParser:
    """Objects from the values of one buffer."""

    def __init__(
        self,
        data: bytes,
        starts: NDArray[np.int64],
        stops: NDArray[np.int64],
        max_depth: int,
        row: Callable[[Any, int], Any] | None = None,
    ) -> None:
        """Scan all values.

        Args:
            data: The buffer.
            starts: First bytes of the values.
            stops: Their ends.
            max_depth: Deepest nesting.
            row: Makes the object of a row from a value and its number in the file, where the value is not one.
        """
        self.row = row
        self.facts = scan_json_lines(np.frombuffer(data, np.uint8), starts, stops).tolist()
        self.max_depth = max_depth
        self.quirks = _Quirks()

    def rows(
        self,
        entries: Iterable[tuple[int, int, bytes, int]],
        *,
        max_bytes: int,
        has_lines: bool,
        unfinished: int | None = None,
    ) -> Chunk:
        """Parse some values.

        Args:
            entries: Index in the buffer, row number, bytes and offset of each.
            max_bytes: Longest value.
            has_lines: Whether row numbers are line numbers less one.
            unfinished: Row number of a value that the file's end may have cut.
        """
        kept: list[int] = []
        objects: list[dict[str, Any]] = []
        raws: list[bytes] = []
        offsets: list[int] = []
        quarantined: list[Quarantined] = []
        notes: list[Note] = []
        for index, number, raw, offset in entries:
            line = number + 1 if has_lines else None
            if len(raw) > max_bytes:
                quarantined.append(over_long(raw, len(raw), number, line, offset, max_bytes))
                continue
            try:
                objects.append(self._parse(index, raw, number))
            except _Unreadable as error:
                self.quirks.non_finite = 0
                code, message = error.code, str(error)
                if code == "JSN001" and number == unfinished:
                    code, message = "JSN002", "the file ends inside a record"
                quarantined.append(Quarantined(number, line, offset, len(raw), code, message, raw[:MAX_RAW_BYTES]))
                continue
            notes += self._notes(number)
            kept.append(number)
            raws.append(raw)
            offsets.append(offset)
        rows = ObjectRows(np.array(kept, np.int64), objects, raws, offsets, has_lines=has_lines)
        return Chunk(rows, quarantined, notes)

    def _notes(self, row: int) -> list[Note]:
        count, self.quirks.non_finite = self.quirks.non_finite, 0
        if not count:
            return []
        return [Note("JSN007", "NaN, Infinity or a number beyond the range was read as null", count, row)]

    def _parse(self, index: int, raw: bytes, number: int) -> dict[str, Any]:
        facts = self.facts[index]
        if facts[DEPTH] > self.max_depth:
            raise _Unreadable(
                code="JSN005", message=f"nesting of {facts[DEPTH]} is deeper than limits.max_depth ({self.max_depth})"
            )
        if facts[DIGITS] <= _SURE_DIGITS:
            try:
                value = orjson.loads(raw)
            except orjson.JSONDecodeError:
                value = self._strict(raw)
            else:
                if facts[COLONS] != _keys(value):
                    value = self._strict(raw)
        else:
            value = self._strict(raw)
        if self.row is not None:
            value = self.row(value, number)
        if not isinstance(value, dict):
            raise _Unreadable(code="JSN006", message=f"expected an object with columns, found {_kind(value)}")
        return value

    def _strict(self, raw: bytes) -> Any:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            byte = raw[error.start]
            raise _Unreadable(
                code="ENC001", message=f"byte 0x{byte:02x} at column {error.start + 1} is not UTF-8"
            ) from None
        try:
            value = json.loads(
                text,
                object_pairs_hook=self.quirks.pairs,
                parse_constant=self.quirks.constant,
                parse_int=self.quirks.integer,
                parse_float=self.quirks.number,
            )
        except json.JSONDecodeError as error:
            if "control character" in error.msg:
                place = f"0x{ord(text[error.pos]):02x} at column {error.colno}"
                raise _Unreadable(code="JSN003", message=f"control character {place} must be an escape") from None
            raise _Unreadable(
                code="JSN001", message=f"not JSON: {error.msg[0].lower()}{error.msg[1:]} at column {error.colno}"
            ) from None
        except (ValueError, RecursionError) as error:
            raise _Unreadable(code="JSN001", message=f"not JSON that can be read ({error})") from None
        _refuse_surrogates(value)
        return value


def _inside(value: Any) -> Iterator[Any]:
    """A value and all values inside of it; however deep they lie, nothing recurses."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _keys(value: Any) -> int:
    """How many keys all objects inside a value have."""
    return sum(len(one) for one in _inside(value) if isinstance(one, dict))


def _refuse_surrogates(value: Any) -> None:
    for one in _inside(value):
        for text in one if isinstance(one, dict) else (one,):
            if not isinstance(text, str):
                continue
            try:
                text.encode("utf-8")
            except UnicodeEncodeError as error:
                point = ord(text[error.start])
                message = f"unpaired surrogate (\\u{point:04x})"
                raise _Unreadable(code="ENC002", message=message) from None


def _kind(value: Any) -> str:
    names = {list: "a list", str: "a string", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), "null")
