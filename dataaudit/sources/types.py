"""Arrow types that hold the values of several columns exactly."""

from __future__ import annotations

from functools import reduce

import pyarrow as pa

_UNITS = ("s", "ms", "us")
_MOST_DIGITS = 38


def is_text(kind: pa.DataType) -> bool:
    """Whether a type is a string, whatever its layout."""
    return kind in (pa.string(), pa.large_string(), pa.string_view())


def texts_in(kind: pa.DataType, place: str = "") -> frozenset[str]:
    """The places of a type that hold text, as paths; of a dictionary those of its values.

    Examples:
        >>> sorted(texts_in(pa.struct([("a", pa.string()), ("b", pa.list_(pa.string())), ("c", pa.int8())])))
        ['.a', '.b[]']
    """
    if is_text(kind):
        return frozenset([place])
    if pa.types.is_dictionary(kind):
        return texts_in(kind.value_type, place)
    if _is_list(kind):
        return texts_in(kind.value_type, f"{place}[]")
    if pa.types.is_struct(kind):
        return frozenset().union(*(texts_in(column.type, f"{place}.{column.name}") for column in kind))
    return frozenset()


def wider(one: pa.DataType, two: pa.DataType) -> pa.DataType:
    """The narrowest type that holds every value of both exactly; text where there is none.

    Examples:
        >>> wider(pa.int8(), pa.uint8()), wider(pa.int64(), pa.float64()), wider(pa.null(), pa.date32())
        (DataType(int16), DataType(string), DataType(date32[day]))
    """
    if one == two:
        return one
    if pa.types.is_null(one) or pa.types.is_null(two):
        return one if pa.types.is_null(two) else two
    if pa.types.is_dictionary(one) or pa.types.is_dictionary(two):
        return wider(*(kind.value_type if pa.types.is_dictionary(kind) else kind for kind in (one, two)))
    if is_text(one) and is_text(two):
        return pa.string() if pa.string() in (one, two) and pa.large_string() not in (one, two) else pa.large_string()
    if pa.types.is_integer(one) and pa.types.is_integer(two):
        return _integer(one, two)
    if pa.types.is_floating(one) and pa.types.is_floating(two):
        return max(one, two, key=lambda kind: kind.bit_width)
    if {pa.types.is_floating(one), pa.types.is_floating(two)} == {True, False}:
        whole, other = (two, one) if pa.types.is_floating(one) else (one, two)
        exact = pa.types.is_integer(whole) and whole.bit_width <= 32  # a float64 holds integers up to 2^53
        return pa.float64() if exact and other.bit_width <= 64 else pa.string()
    if _is_list(one) and _is_list(two):
        return pa.list_(wider(one.value_type, two.value_type))
    if pa.types.is_struct(one) and pa.types.is_struct(two):
        fields: dict[str, list[pa.DataType]] = {}
        for column in (*one, *two):
            fields.setdefault(column.name, []).append(column.type)
        return pa.struct([(name, reduce(wider, kinds)) for name, kinds in fields.items()])
    return _finer(one, two) or pa.string()


def _finer(one: pa.DataType, two: pa.DataType) -> pa.DataType | None:
    """The finer of two units of time, or the longer of two decimals, where it holds every value of the other.

    Nanoseconds do not: in 64 bits they reach from 1677 to 2262.
    """
    timestamps = pa.types.is_timestamp(one) and pa.types.is_timestamp(two) and one.tz == two.tz
    spans = pa.types.is_duration(one) and pa.types.is_duration(two)
    if (timestamps or spans) and {one.unit, two.unit} <= set(_UNITS):
        return max(one, two, key=lambda kind: _UNITS.index(kind.unit))
    if pa.types.is_decimal(one) and pa.types.is_decimal(two):
        scale = max(one.scale, two.scale)
        digits = scale + max(one.precision - one.scale, two.precision - two.scale)
        return pa.decimal128(digits, scale) if digits <= _MOST_DIGITS else None
    return None


def _integer(one: pa.DataType, two: pa.DataType) -> pa.DataType:
    signed = [pa.types.is_signed_integer(kind) for kind in (one, two)]
    if all(signed) or not any(signed):
        return max(one, two, key=lambda kind: kind.bit_width)
    needed = max(kind.bit_width * (1 if sign else 2) for kind, sign in zip((one, two), signed, strict=True))
    return {8: pa.int8(), 16: pa.int16(), 32: pa.int32(), 64: pa.int64()}.get(needed, pa.string())


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind))


def plain(kind: pa.DataType) -> pa.DataType:
    """The type that every kernel of Arrow takes, for views and run-end encoded columns; others as they are."""
    if pa.types.is_run_end_encoded(kind):
        return plain(kind.value_type)
    if kind == pa.string_view():
        return pa.large_string()
    return pa.large_binary() if kind == pa.binary_view() else kind
