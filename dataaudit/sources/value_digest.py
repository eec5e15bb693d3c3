"""Digests of rows by value: two rows have one digest if all their values are equal, whatever their columns' types.

1 and 1.0 are one value, a missing key is the same as a null, and the order of columns does not matter, so a row keeps
its digest when schemas of several files are unified. A digest is a sum over columns: what a column adds can be taken
away and put back, so a cell that was changed on purpose is accounted for without reading the others again.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import xxhash
from numpy.typing import NDArray

_MASK = (1 << 64) - 1
_TEXT, _BYTES, _NUMBER, _WHOLE, _LIST, _OBJECT, _OTHER, _NAME = range(1, 9)
"""Seeds: values of different kinds have different digests."""
_TRUE, _FALSE = 0x7F4A7C159E3779B9, 0x133111EBBF58476D
_EXACT = 1 << 53
_DAY, _PER_SECOND = 86_400, {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_FACTORS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


def value_digest(value: Any) -> int:
    """Digest of one value, below 2**64; 0 of a null and of nothing else that is likely.

    Examples:
        >>> value_digest(1) == value_digest(1.0) != value_digest("1") != value_digest(True)
        True
        >>> value_digest({"a": 1, "b": None}) == value_digest({"a": 1.0}) != value_digest({})
        True
        >>> value_digest(None), value_digest([None]) == value_digest([])
        (0, False)
    """
    kind = type(value)
    if value is None:
        return 0
    if kind is str:
        return xxhash.xxh3_64_intdigest(value.encode("utf-8", "surrogatepass"), _TEXT)
    if kind is bool:
        return _TRUE if value else _FALSE
    if kind is int or kind is float:
        return _number_digest(value)
    if kind is list or kind is tuple:
        digest = _LIST
        for item in value:
            digest = (digest * _FACTORS[0] + value_digest(item) + 1) & _MASK
        return _scrambled(digest)
    if isinstance(value, Mapping):
        digest = _OBJECT
        for name, item in value.items():
            if item is not None:
                digest += _scrambled(value_digest(item) ^ name_digest(name))
        return _scrambled(digest & _MASK)
    if isinstance(value, bytes):
        return xxhash.xxh3_64_intdigest(value, _BYTES)
    if isinstance(value, Decimal) and value.is_finite():
        return _number_digest(int(value)) if value == value.to_integral_value() else _other(str(value.normalize()))
    return _other(f"{kind.__name__} {value}")


def name_digest(name: str) -> int:
    """Digest of a column's name."""
    return xxhash.xxh3_64_intdigest(name.encode("utf-8", "surrogatepass"), _NAME)


def column_digests(values: pa.Array) -> NDArray[np.uint64]:
    """Digests of the values of an Arrow column, uint64, as ``value_digest`` gives them for each."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        known = np.append(column_digests(values.dictionary), np.uint64(0))  # the values may be large, and repeat
        places = values.indices.cast(pa.int64()).fill_null(len(known) - 1).to_numpy(zero_copy_only=False)
        return np.asarray(known[places], np.uint64)
    if pa.types.is_floating(kind) or (pa.types.is_integer(kind) and kind.bit_width <= 32):
        numbers = values.cast(pa.float64()).fill_null(0.0).to_numpy(zero_copy_only=False)
        bits = (numbers + 0.0).view(np.uint64) ^ np.uint64(_NUMBER)
        return np.where(values.is_valid().to_numpy(zero_copy_only=False), _scrambled_array(bits), np.uint64(0))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        found = values.cast(pa.large_binary()).to_pylist()
        digests = [0 if one is None else xxhash.xxh3_64_intdigest(one, _TEXT) for one in found]
        return np.array(digests, np.uint64)
    if pa.types.is_temporal(kind) and not pa.types.is_interval(kind):
        return _moments(values)
    return np.fromiter(map(value_digest, values.to_pylist()), np.uint64, len(values))


def _moments(values: pa.Array) -> NDArray[np.uint64]:
    """Digests of points and spans of time, equal for equal ones of other units: Parquet has none of seconds."""
    kind = values.type
    unit = "d" if kind == pa.date32() else "ms" if kind == pa.date64() else kind.unit
    counted = values.view(pa.int32() if kind.bit_width == 32 else pa.int64()).fill_null(0)
    numbers = counted.to_numpy(zero_copy_only=False).astype(np.int64)
    if unit == "d":
        numbers, unit = numbers * _DAY, "s"
    seconds, rest = np.divmod(numbers, _PER_SECOND[unit])
    parts = rest * (_PER_SECOND["ns"] // _PER_SECOND[unit])
    bits = _scrambled_array(seconds.view(np.uint64) ^ np.uint64(_OTHER)) ^ parts.view(np.uint64)
    return np.where(values.is_valid().to_numpy(zero_copy_only=False), _scrambled_array(bits), np.uint64(0))


def batch_digests(names: Sequence[str], columns: Sequence[pa.Array], rows: int) -> NDArray[np.uint64]:
    """Digests of Arrow rows, uint64.

    Args:
        names: The columns' names.
        columns: Their values.
        rows: How many rows there are.
    """
    total = np.zeros(rows, np.uint64)
    for name, column in zip(names, columns, strict=True):
        total += cell_digests(name, column_digests(column))
    return total


def object_digests(objects: Iterable[Mapping[str, Any]]) -> NDArray[np.uint64]:
    """Digests of JSON objects, uint64: those of ``batch_digests`` for the same rows as columns."""
    places: list[int] = []
    names: list[int] = []
    values: list[int] = []
    known: dict[str, int] = {}
    count = 0
    for place, row in enumerate(objects):
        count += 1
        for name, value in row.items():
            if value is not None:
                places.append(place)
                names.append(known[name] if name in known else known.setdefault(name, name_digest(name)))
                values.append(value_digest(value))
    total = np.zeros(count, np.uint64)
    np.add.at(total, places, _scrambled_array(np.array(values, np.uint64) ^ np.array(names, np.uint64)))
    return total


def cell_digests(name: str, digests: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """What the values of a column add to the digests of their rows, uint64; nothing for a null."""
    return np.where(digests == 0, np.uint64(0), _scrambled_array(digests ^ np.uint64(name_digest(name))))


def _number_digest(value: float) -> int:
    if isinstance(value, float) or -_EXACT <= value <= _EXACT:
        (bits,) = struct.unpack("<Q", struct.pack("<d", float(value) + 0.0))
        return _scrambled(bits ^ _NUMBER)
    return xxhash.xxh3_64_intdigest(str(value).encode(), _WHOLE)


def _other(text: str) -> int:
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass"), _OTHER)


def _scrambled(value: int) -> int:
    """The finaliser of splitmix64: every bit of the result depends on every bit of the value."""
    value = ((value ^ (value >> 30)) * _FACTORS[0]) & _MASK
    value = ((value ^ (value >> 27)) * _FACTORS[1]) & _MASK
    return value ^ (value >> 31)


def _scrambled_array(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(_FACTORS[0])
    values = (values ^ (values >> np.uint64(27))) * np.uint64(_FACTORS[1])
    return values ^ (values >> np.uint64(31))
