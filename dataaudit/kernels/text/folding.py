"""Unicode normalisation and case folding of one code point at a time, as tables for the compiled kernels.

Every code point has an entry number, and entries are slices of one pool of UTF-8 bytes. Most texts can be normalised
code point by code point, namely if no normalised character composes with a neighbour or changes place: then a table
look-up replaces Unicode's composition algorithm. A code point that may compose (``UNSAFE``) or combining marks out of
order break that, so such a text goes to Python's ``unicodedata``, from which the tables are made: both give the same
result.

Source: Unicode Standard Annex 15, sections 9 (quick check) and 9.1 (stable code points); full case folding as
``str.casefold``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Literal, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.characters import PUNCTUATION, character_tables
from dataaudit.kernels.text.utf8 import ascii_end, decode

SAME, UNSAFE = 0, -1
"""Entries of ``FoldTables.index``: the code point is unchanged; only Python can normalise it."""
GROWTH = 3
"""Most bytes that one byte of UTF-8 becomes; code points that grow more are unsafe."""

_INERT = (
    (0x3400, 0x4DC0),
    (0x4E00, 0xA000),
    (0xAC00, 0xD7A4),
    (0xE000, 0xF900),
    (0x20000, 0x2F800),
    (0x30000, 0xE0000),
)
_INERT += ((0xF0000, 0x110000),)
"""Han, Hangul syllables, private use and unassigned planes: nothing in them folds or composes, as a test checks.
Without them a table asks ``unicodedata`` about one code point in seven."""


class FoldTables(NamedTuple):
    """The form of every code point.

    ``index`` (int32, shape (0x110000,)): ``SAME``, ``UNSAFE``, or the number of an entry; entry ``i`` is
    ``pool[starts[i]:starts[i + 1]]`` (uint8, UTF-8). ``order`` (uint8, shape (0x110000,)): canonical combining class.
    """

    index: NDArray[np.int32]
    starts: NDArray[np.int64]
    pool: NDArray[np.uint8]
    order: NDArray[np.uint8]


@cache
def canonical_tables() -> FoldTables:
    """NFKC, then case folding: the form whose tokens are shingled."""
    return _tables("NFKC", str.casefold)


@cache
def text_tables() -> FoldTables:
    """NFC: the form that exact duplicates share."""
    return _tables("NFC", str)


@cache
def loose_tables() -> FoldTables:
    """NFC, case-folded and without punctuation."""
    classes, _ = character_tables()

    def fold(text: str) -> str:
        return "".join(c for c in text.casefold() if not classes[ord(c)] & PUNCTUATION)

    return _tables("NFC", fold, np.flatnonzero(classes & PUNCTUATION))


def _tables(form: Literal["NFC", "NFKC"], fold: Callable[[str], str], folded_away: Iterable[int] = ()) -> FoldTables:
    changing, composing = _changing()
    index = np.zeros(0x110000, np.int32)
    order = np.zeros(0x110000, np.uint8)
    pool = bytearray()
    starts = [0, 0]  # entry 0 is SAME
    for point in sorted(changing.union(folded_away)):
        character = chr(point)
        normal = unicodedata.normalize(form, character)
        order[point] = unicodedata.combining(character)
        changed = normal != character
        # A mark that comes out of a decomposition may belong before or after marks of its neighbours.
        if any(ord(part) in composing or (changed and unicodedata.combining(part)) for part in normal):
            index[point] = UNSAFE
            continue
        folded = fold(normal)
        if folded == character:
            continue
        encoded = folded.encode()
        if len(encoded) > GROWTH * len(character.encode()):
            index[point] = UNSAFE
            continue
        index[point] = len(starts) - 1
        pool += encoded
        starts.append(len(pool))
    tables = FoldTables(index, np.array(starts, np.int64), np.frombuffer(bytes(pool) or b"\0", np.uint8), order)
    for table in tables:
        table.flags.writeable = False
    return tables


def _points() -> Iterator[int]:
    """Code points outside ``_INERT`` and the surrogates."""
    first = 0
    for begin, end in (*sorted((*_INERT, (0xD800, 0xE000))), (0x110000, 0x110000)):
        yield from range(first, begin)
        first = max(first, end)


@cache
def _changing() -> tuple[frozenset[int], frozenset[int]]:
    """Code points that some table changes or finds unsafe, and of these, such as may compose with what is before."""
    # Vowels and final consonants of Hangul compose by a formula and are in no decomposition.
    composing = {*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)}
    changing: set[int] = set()
    for point in _points():
        character = chr(point)
        parts = unicodedata.decomposition(character)
        if parts or unicodedata.combining(character) or character.casefold() != character:
            changing.add(point)
            first, *others = parts.split() or [""]
            if len(others) == 1 and not first.startswith("<"):
                composing.add(int(others[0], 16))
    return frozenset(changing | composing), frozenset(composing)


@njit(nogil=True, cache=True)
def unsafe(data: NDArray[np.uint8], offsets: NDArray[np.int64], tables: FoldTables) -> NDArray[np.bool_]:
    """Whether the tables cannot fold a text, so that Python has to.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, length texts + 1.
        tables: Tables of the wanted form.

    Returns:
        bool, one per text.
    """
    result = np.zeros(offsets.shape[0] - 1, dtype=np.bool_)
    for text in range(offsets.shape[0] - 1):
        position, stop = offsets[text], offsets[text + 1]
        before = np.uint8(0)
        while position < stop:
            if data[position] < 0x80:
                before = np.uint8(0)
                position = ascii_end(data, position, stop)
                continue
            point, size = decode(data, position)
            position += size
            order = tables.order[point]
            # Marks must already be in canonical order; class 0 begins a new sequence.
            if tables.index[point] == UNSAFE or (order != 0 and order < before):
                result[text] = True
                break
            before = order
    return result
