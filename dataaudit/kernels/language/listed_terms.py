"""Which terms of long lists occur in texts.

Reads the bytes of texts in lower case. A text is a sequence of pieces: words, single characters of scripts without
spaces, and other signs; so is a term. Every piece is hashed once, and a small table of bits rules out nearly all pieces
that begin no term; the rest are looked up in one hash table that holds the beginnings of all terms, so that the number
of terms costs nothing but memory. Upper-case text breaks it: its terms are not found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.characters import SPACE, UNSEGMENTED, WORD, character_tables
from dataaudit.kernels.text.utf8 import decode
from dataaudit.kernels.xxh64 import xxh64

_MIX = np.uint64(0x9E3779B97F4A7C15)
_MATCHES = 1 << 10
_BITS = 24
"""Beginnings of terms per bit table entry: the table has 24 bits for each, so that one in 24 other pieces passes."""


class TermTable(NamedTuple):
    """Beginnings of terms.

    ``bits`` (uint64): a table of bits by hash; ``keys`` (uint64, 0 is free), ``ends`` (int32: the term that ends there,
    or -1), ``opens`` (int32: the term whose last word may have more letters, or -1) and ``goes_on`` (bool): a hash
    table; ``lengths`` (int64): the lengths in bytes of such words.
    """

    bits: NDArray[np.uint64]
    keys: NDArray[np.uint64]
    ends: NDArray[np.int32]
    opens: NDArray[np.int32]
    goes_on: NDArray[np.bool_]
    lengths: NDArray[np.int64]


@njit(nogil=True, cache=True, inline="always")
def _joined(before: np.uint64, piece: np.uint64) -> np.uint64:
    """The key of a beginning and one more piece; never 0."""
    return ((before * _MIX) ^ (before >> np.uint64(29)) ^ piece) | np.uint64(1)


@njit(nogil=True, cache=True, inline="always")
def _slot(keys: NDArray[np.uint64], key: np.uint64) -> int:
    mask = keys.shape[0] - 1
    slot = np.int64((key * _MIX) >> np.uint64(32)) & mask
    while keys[slot] != 0 and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot


@njit(nogil=True, cache=True, inline="always")
def _may_hold(bits: NDArray[np.uint64], key: np.uint64) -> bool:
    place = (key >> np.uint64(8)) & np.uint64(bits.shape[0] * 64 - 1)
    return (bits[place >> np.uint64(6)] >> (place & np.uint64(63))) & np.uint64(1) != 0


@njit(nogil=True, cache=True)
def _pieces(
    data: NDArray[np.uint8],
    start: int,
    stop: int,
    classes: NDArray[np.uint8],
    starts: NDArray[np.int64],
    stops: NDArray[np.int64],
    hashes: NDArray[np.uint64],
) -> int:
    """Fill in the pieces of a text; returns their number."""
    count, position, begin = 0, start, -1
    while position <= stop:
        bits, size = SPACE, 1
        if position < stop:
            point, size = decode(data, position)
            bits = int(classes[point])
        if begin >= 0 and (not bits & WORD or bits & UNSEGMENTED):
            starts[count], stops[count] = begin, position
            hashes[count] = xxh64(data, begin, position)
            count += 1
            begin = -1
        if bits & WORD and not bits & UNSEGMENTED:
            if begin < 0:
                begin = position
        elif not bits & SPACE and position < stop:
            starts[count], stops[count] = position, position + size
            hashes[count] = xxh64(data, position, position + size)
            count += 1
        position += size
    return count


@njit(nogil=True, cache=True)
def _insert(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    open_ended: NDArray[np.bool_],
    classes: NDArray[np.uint8],
    table: TermTable,
) -> None:
    longest = 0
    for term in range(offsets.shape[0] - 1):
        longest = max(longest, offsets[term + 1] - offsets[term])
    starts, stops = np.empty(longest + 1, np.int64), np.empty(longest + 1, np.int64)
    hashes = np.empty(longest + 1, np.uint64)
    for term in range(offsets.shape[0] - 1):
        count = _pieces(data, offsets[term], offsets[term + 1], classes, starts, stops, hashes)
        key = np.uint64(0)
        for piece in range(count):
            key = _joined(key, hashes[piece])
            slot = _slot(table.keys, key)
            table.keys[slot] = key
            place = (key >> np.uint64(8)) & np.uint64(table.bits.shape[0] * 64 - 1)
            table.bits[place >> np.uint64(6)] |= np.uint64(1) << (place & np.uint64(63))
            if piece + 1 < count:
                table.goes_on[slot] = True
            elif open_ended[term]:
                table.opens[slot] = term if table.opens[slot] < 0 else table.opens[slot]
                table.lengths[stops[piece] - starts[piece]] = 1
            else:
                table.ends[slot] = term if table.ends[slot] < 0 else table.ends[slot]


def pack_terms(terms: Sequence[str]) -> TermTable:
    """Terms as a table.

    Args:
        terms: In lower case; a ``*`` at the end stands for any further letters. Of equal terms the first counts; one
            without anything in it is never found.

    Examples:
        >>> int(pack_terms(["colour", "bad word"]).goes_on.sum())
        1
    """
    plain = [term.removesuffix("*").encode() for term in terms]
    data = np.frombuffer(b"".join(plain), np.uint8)
    offsets = np.cumsum([0, *map(len, plain)])
    size = 64
    while size < 2 * (len(data) + 1):
        size *= 2
    bits = 1024
    while bits < _BITS * len(plain):
        bits *= 2
    lengths = np.zeros(max(map(len, plain), default=0) + 1, np.int64)
    table = TermTable(
        np.zeros(bits // 64, np.uint64),
        np.zeros(size, np.uint64),
        np.full(size, -1, np.int32),
        np.full(size, -1, np.int32),
        np.zeros(size, np.bool_),
        lengths,
    )
    _insert(data, offsets, np.array([term.endswith("*") for term in terms], np.bool_), character_tables()[0], table)
    return table._replace(lengths=np.flatnonzero(lengths))


@njit(nogil=True, cache=True)
def listed_terms(
    data: NDArray[np.uint8], offsets: NDArray[np.int64], classes: NDArray[np.uint8], table: TermTable
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The terms in every text.

    Args:
        data: UTF-8 bytes of texts in lower case, uint8.
        offsets: int64, length texts + 1.
        classes: Class bits by code point, from ``character_tables``.
        table: From ``pack_terms``.

    Returns:
        The text of every occurrence, int64, ascending, and its term, int32: of the terms that begin at one place the
        longest.
    """
    owners, terms = np.empty(_MATCHES, np.int64), np.empty(_MATCHES, np.int32)
    count, longest = 0, 0
    for text in range(offsets.shape[0] - 1):
        longest = max(longest, offsets[text + 1] - offsets[text])
    starts, stops = np.empty(longest + 1, np.int64), np.empty(longest + 1, np.int64)
    hashes = np.empty(longest + 1, np.uint64)
    for text in range(offsets.shape[0] - 1):
        pieces = _pieces(data, offsets[text], offsets[text + 1], classes, starts, stops, hashes)
        for first in range(pieces):
            found, key = -1, np.uint64(0)
            for piece in range(first, pieces):
                for length in table.lengths:
                    if starts[piece] + length > stops[piece]:
                        break
                    part = _joined(key, xxh64(data, starts[piece], starts[piece] + length))
                    if _may_hold(table.bits, part):
                        slot = _slot(table.keys, part)
                        if table.keys[slot] != 0 and table.opens[slot] >= 0:
                            found = table.opens[slot]
                key = _joined(key, hashes[piece])
                if not _may_hold(table.bits, key):
                    break
                slot = _slot(table.keys, key)
                if table.keys[slot] == 0:
                    break
                if table.ends[slot] >= 0:
                    found = table.ends[slot]
                if not table.goes_on[slot]:
                    break
            if found >= 0:
                if count == owners.shape[0]:
                    owners = np.concatenate((owners, np.empty(count, np.int64)))
                    terms = np.concatenate((terms, np.empty(count, np.int32)))
                owners[count], terms[count] = text, found
                count += 1
    return owners[:count], terms[:count]
