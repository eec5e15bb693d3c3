"""The layouts of records in a JSON document: the elements of an array, of a list under a key, columns, a mapping.

A document is read only where its layout leaves no doubt, and what was found is told. Everything else is refused with
the option that reads it. Sources: the layouts that ``pandas.DataFrame.to_json`` calls records, split, table, columns,
index and values, and what web services answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dataaudit.errors import InputError
from dataaudit.kernels.formats.json_lines import split_json_array

WHITE = b" \t\r\n"
_WRAPPERS = frozenset(("data", "rows", "records", "examples", "items", "results", "entries", "samples", "instances"))
"""Keys under which exports put their list of records, whatever they say about it beside."""
_TEXTS = frozenset((
    "text", "content", "body", "document", "prompt", "question", "instruction", "input", "sentence", "review",
))  # fmt: skip
"""Keys of a record's text; an object that has one beside a list is itself a record."""
_PROSE = 40
"""Characters of a string from which on it may be a record's text, and not a word about a list."""
_TURNS = ({"role", "content"}, {"from", "value"}, {"speaker", "text"})
_SPOKEN = _TURNS[:2]
_ASKED, _BESIDE = {"prompt", "response"}, {"prompt", "response", "system", "weight"}
_FEW = 6
"""Questions with answers in a conversation, mostly at most: pages of records are longer."""
_LOOKED_AT = 50

Bounds = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the records are.

    Attributes:
        starts: First byte of every record, int64.
        stops: One past its last byte, int64.
        told: How the document was read, for the user; empty for an array of objects.
        row: Makes the object of a row from a record's value and number, where the value is not one.
        complete: Whether the document ends as it should.
    """

    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    told: str = ""
    row: Callable[[Any, int], Any] | None = None
    complete: bool = True


def layout_of(data: bytes, where: str, records: str | None, columns: Sequence[str] | None) -> Layout:
    """The records of a document.

    Args:
        data: All of it, without a byte order mark.
        where: What it is called in messages.
        records: Keys that lead to the list of records, joined by dots; None to find it.
        columns: Names of the columns where records are lists; None where they are not given.

    Raises:
        InputError: The layout leaves room for doubt, or is unknown.
    """
    values = list(_values(data, where))
    if not values:
        return Layout(*_no_bounds())
    if records is not None:
        begin = _under(data, values[0], records, where)
        return _array(data, begin, where, columns, f"the list under '{records}'")
    first = data[values[0][0] : values[0][0] + 1]
    if first == b"[":
        return _conversations(data, values) or _arrays(data, [begin for begin, _ in values], where, columns)
    if first != b"{":
        message = f"{where}: holds neither objects nor an array; write one JSON object per line, or set input.format"
        raise InputError(message)
    if len(values) > 1:
        starts, stops = (np.array(side, np.int64) for side in zip(*values, strict=True))
        return Layout(starts, stops, "JSON objects one after the other, each a row", complete=values[-1][1] >= 0)
    return _object(data, values[0], where, columns) or Layout(*_one(values[0]), complete=values[0][1] >= 0)


def is_container(data: bytes) -> bool:
    """Whether a document that is one object holds records, and is not itself one."""
    try:
        values = list(_values(data, ""))
        return len(values) == 1 and _object(data, values[0], "", None) is not None
    except InputError:
        return True  # the reader says why
    except (ValueError, RecursionError):
        return False  # damaged: its line goes to quarantine


def _values(data: bytes, where: str) -> Iterator[tuple[int, int]]:
    """Bounds of the values of a document one after the other; the last one ends at -1 where the document is cut off."""
    buffer = np.frombuffer(data, np.uint8)
    position = _after_white(data, 0)
    while position < len(data):
        if data[position : position + 1] not in (b"{", b"["):
            if position == _after_white(data, 0):
                yield position, len(data)
                return
            message = f"{where}: more content follows the JSON document, at byte {position}"
            raise InputError(message)
        end = split_json_array(buffer, position)[2]
        yield position, end
        if end < 0:
            return
        position = _after_white(data, end)


def _after_white(data: bytes, position: int) -> int:
    while position < len(data) and data[position : position + 1] in (b" ", b"\t", b"\r", b"\n"):
        position += 1
    return position


def _first(data: bytes, position: int) -> bytes:
    """The first byte of a value."""
    begin = _after_white(data, position)
    return data[begin : begin + 1]


def _arrays(data: bytes, begins: Sequence[int], where: str, columns: Sequence[str] | None) -> Layout:
    """The elements of one array, or of several as a program writes them that appends a page at a time."""
    found = [_array(data, begin, where, columns, "") for begin in begins]
    if len(found) == 1:
        return found[0]
    if any(data[begin : begin + 1] != b"[" for begin in begins) or any(one.row is not None for one in found):
        message = (
            f"{where}: holds several values one after the other, not all arrays of objects; write one object per line"
        )
        raise InputError(message)
    starts, stops = (np.concatenate([getattr(one, side) for one in found]) for side in ("starts", "stops"))
    told = f"{len(found)} arrays one after the other"
    return Layout(starts, stops, told, complete=all(one.complete for one in found))


def _conversations(data: bytes, values: Sequence[tuple[int, int]]) -> Layout | None:
    """Lists of turns, one after the other or in one list, each a row; None for another document."""
    starts, stops = (np.array(side, np.int64) for side in zip(*values, strict=True))
    if len(values) == 1:
        starts, stops, _ = split_json_array(np.frombuffer(data, np.uint8), values[0][0])
    if len(starts) < len(values) or {_first(data, one) for one in starts[:_LOOKED_AT].tolist()} != {b"["}:
        return None
    starts = np.array([_after_white(data, one) for one in starts.tolist()], np.int64)
    lists = [split_json_array(np.frombuffer(data, np.uint8), one)[0].tolist() for one in starts[:_LOOKED_AT].tolist()]
    begins = [_after_white(data, one) for some in lists for one in some]
    turns = [set(_members(data, one)) if data[one : one + 1] == b"{" else set() for one in begins]
    spoken = bool(turns) and all(any(named <= keys for named in _SPOKEN) for keys in turns)
    asked = bool(turns) and all(_ASKED <= keys <= _BESIDE for keys in turns) and np.median([*map(len, lists)]) <= _FEW
    if not spoken and not asked:
        return None
    return Layout(
        starts, stops, "lists of turns, each a row in the column 'conversation'", _conversation, values[-1][1] >= 0
    )


def _conversation(value: Any, number: int) -> Any:
    return {"conversation": value}


def _array(data: bytes, begin: int, where: str, columns: Sequence[str] | None, told: str) -> Layout:
    starts, stops, end = split_json_array(np.frombuffer(data, np.uint8), begin)
    kinds = {_first(data, one) for one in starts[:_LOOKED_AT].tolist()}
    if kinds == {b"["}:
        if columns is None:
            message = f"{where}: its rows are lists; name their columns with input.columns, in order"
            raise InputError(message)
        names = tuple(columns)
        return Layout(starts, stops, f"rows are lists of {', '.join(names)}", _named(names), end >= 0)
    if kinds == {b'"'}:
        return Layout(starts, stops, "a list of texts, each a row in the column 'text'", _text, end >= 0)
    return Layout(starts, stops, told, complete=end >= 0)


def _named(columns: tuple[str, ...]) -> Callable[[Any, int], Any]:
    def row(value: Any, number: int) -> Any:
        fits = isinstance(value, list) and len(value) == len(columns)
        return dict(zip(columns, value, strict=True)) if fits else value

    return row


def _text(value: Any, number: int) -> Any:
    return {"text": value} if isinstance(value, str) else value


_WRAPPED = 4
"""Objects around the one that holds the records, at most."""


def _object(data: bytes, bounds: tuple[int, int], where: str, columns: Sequence[str] | None) -> Layout | None:
    """The records inside of one object; None where the object is itself a record."""
    if bounds[1] < 0:
        return None
    members = _members(data, bounds[0])
    kinds = {name: data[start : start + 1] for name, (start, _) in members.items()}
    for _ in range(_WRAPPED):  # one object around another
        if list(kinds.values()) != [b"{"]:
            break
        members = _members(data, next(iter(members.values()))[0])
        kinds = {name: data[start : start + 1] for name, (start, _) in members.items()}
    if kinds.get("columns") == kinds.get("data") == b"[" and set(kinds) <= {"columns", "data", "index"}:
        names = tuple(map(str, _parsed(data, members["columns"])))
        split = _array(data, members["data"][0], where, names, "")
        return replace(split, told="columns and data apart (pandas' split)")
    lists = [name for name, kind in kinds.items() if kind == b"["]
    if lists and len(lists) == len(kinds) and (found := _columns(data, members)):
        return found
    keys_of = {name: _keys_of_elements(data, members[name]) for name in lists}
    of_objects = [name for name, keys in keys_of.items() if keys]
    if any(turn <= keys for keys in keys_of.values() for turn in _TURNS):
        return None  # a conversation, with what belongs to it
    if of_objects:
        return _wrapped(data, members, kinds, of_objects, where)
    if len(kinds) > 1 and set(kinds.values()) == {b"{"}:
        return _mapping(data, members)
    return None


def _wrapped(
    data: bytes, members: dict[str, tuple[int, int]], kinds: dict[str, bytes], lists: list[str], where: str
) -> Layout | None:
    named = [name for name in lists if name.casefold() in _WRAPPERS]
    chosen = named if len(named) == 1 else lists
    strings = {name: stop - start for name, (start, stop) in members.items() if kinds[name] == b'"'}
    if any(name.casefold() in _TEXTS for name in strings):
        return None
    if not named and any(length > _PROSE for length in strings.values()):
        return None
    if len(chosen) > 1:
        message = (
            f"{where}: several of its keys hold a list of records ({', '.join(chosen[:5])}); "
            "name one with input.records, or write each list to a file"
        )
        raise InputError(message)
    others = [name for name in members if name != chosen[0]]
    left_out = f"; the keys beside it are left out ({', '.join(others[:5])})" if others else ""
    told = f"the list under '{chosen[0]}', each element a row{left_out}"
    return _array(data, members[chosen[0]][0], where, None, told)


def _keys_of_elements(data: bytes, bounds: tuple[int, int]) -> set[str]:
    """The keys of a list's first element; none where it holds something else than objects."""
    starts, _, _ = split_json_array(np.frombuffer(data, np.uint8), bounds[0])
    if not len(starts) or _first(data, int(starts[0])) != b"{":
        return set()
    return set(_members(data, _after_white(data, int(starts[0]))))


def _columns(data: bytes, members: dict[str, tuple[int, int]]) -> Layout | None:
    """Columns of equal length, with texts and not only words among them; an object of other lists is a record."""
    values = {name: _parsed(data, bounds) for name, bounds in members.items()}
    lengths = {len(column) for column in values.values()}
    texts = any(_holds_texts(name, column) for name, column in values.items())
    if len(lengths) != 1 or lengths == {0} or not texts:
        return None
    return _made(values, range(lengths.pop()), "one list per column")


def _holds_texts(name: str, column: list[Any]) -> bool:
    """Whether a column is of texts: by its name, or because its strings are of several words; tokens are not."""
    if not column or not all(isinstance(one, str) for one in column):
        return False
    spaces = sum(one.count(" ") for one in column)
    return name.casefold() in _TEXTS or spaces >= 2 * len(column) or sum(map(len, column)) >= _PROSE * len(column)


def _mapping(data: bytes, members: dict[str, tuple[int, int]]) -> Layout | None:
    """Records by their id, or columns by the number of their row."""
    looked = [set(_members(data, start)) for start, _ in list(members.values())[:_LOOKED_AT]]
    if all(keys == looked[0] for keys in looked) and looked[0] and all(key.isdigit() for key in looked[0]):
        values = {name: _parsed(data, bounds) for name, bounds in members.items()}
        if all(list(column) == list(values[next(iter(values))]) for column in values.values()):
            return _made(values, list(next(iter(values.values()))), "one object per column, by the number of the row")
    if not set.intersection(*looked):
        return None
    names = list(members)
    taken = set().union(*looked)
    key = next(free for free in ("id", "key", "record_id", "record_key") if free not in taken)

    def row(value: Any, number: int) -> Any:
        return {key: names[number], **value} if isinstance(value, dict) else value

    starts, stops = (np.array(side, np.int64) for side in zip(*members.values(), strict=True))
    return Layout(starts, stops, f"an object of records by their id, which is in the column '{key}'", row)


def _made(columns: dict[str, Any], places: Sequence[Any], told: str) -> Layout:
    """Rows that lie nowhere as such: they are put together of columns."""

    def row(value: Any, number: int) -> Any:
        return {name: column[places[number]] for name, column in columns.items()}

    nothing = np.full(len(places), -1, np.int64)
    return Layout(nothing, nothing, told, row)


def _members(data: bytes, begin: int) -> dict[str, tuple[int, int]]:
    """Bounds of the values of an object by their key; a ValueError where one appears twice."""
    starts, stops, _ = split_json_array(np.frombuffer(data, np.uint8), begin)
    found: dict[str, tuple[int, int]] = {}
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        first = _after_white(data, start)
        end = _string_end(data, first)
        colon = _after_white(data, end)
        if data[colon : colon + 1] != b":":
            return {}
        key = json.loads(data[first:end])
        if key in found:
            message = f"a key of {len(key)} characters appears twice in one object"
            raise ValueError(message)
        found[key] = (_after_white(data, colon + 1), stop)
    return found


def _string_end(data: bytes, begin: int) -> int:
    position = begin + 1
    while (quote := data.find(b'"', position)) >= 0:
        slashes = quote
        while data[slashes - 1 : slashes] == b"\\":
            slashes -= 1
        if (quote - slashes) % 2 == 0:
            return quote + 1
        position = quote + 1
    return len(data)


def _parsed(data: bytes, bounds: tuple[int, int]) -> Any:
    return json.loads(data[bounds[0] : bounds[1]])  # keeps all digits of an integer


def _under(data: bytes, bounds: tuple[int, int], records: str, where: str) -> int:
    """Where the list of records begins that some keys lead to."""
    begin = bounds[0]
    for name in records.split("."):
        members = _members(data, begin) if data[begin : begin + 1] == b"{" else {}
        if name not in members:
            shown = ", ".join(list(members)[:10]) or "no keys"
            message = f"{where}: no key '{name}' for input.records '{records}'; there are {shown}"
            raise InputError(message)
        begin = members[name][0]
    if data[begin : begin + 1] != b"[":
        message = f"{where}: what input.records '{records}' leads to is not a list"
        raise InputError(message)
    return begin


def _one(bounds: tuple[int, int]) -> Bounds:
    return np.array([bounds[0]], np.int64), np.array([bounds[1]], np.int64)


def _no_bounds() -> Bounds:
    return np.zeros(0, np.int64), np.zeros(0, np.int64)
