"""What lines of pages look like, whatever their language: lengths, marks, words, and the lines around them.

Reads the two buffers of Arrow texts and tables by code point, and phrases as ``page_lines`` does. Every line that holds
something other than white space is one row of the result. A line's own traits are counted in one pass over its bytes;
those of the lines around it are copied afterwards. Text with other line breaks than ``str.splitlines`` knows breaks it:
it is one line.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.character_traits import BULLET, CLOSING, TERMINAL, UPPER
from dataaudit.kernels.text.characters import LETTER, LINE_BREAK, MARK, NUMBER, PUNCTUATION, SPACE, UNSEGMENTED, WORD
from dataaudit.kernels.text.utf8 import decode

OWN = (
    "length", "words", "ends_sentence", "commas", "inner_ends", "digits", "capitalised", "upper", "symbols",
    "short_words", "ends_open", "begins_odd", "address", "phrase", "word_length", "marks_of_pages", "menu",
)  # fmt: skip
"""Traits of a line by itself, from about 0 to 1 but for the first two and inner_ends, which are logarithms."""
COPIED = ("length", "words", "ends_sentence", "commas", "capitalised", "short_words", "digits")
"""Those that are known of the lines around it."""
AROUND = (-1, 1, -2, 2)
OF_PAGE = ("lines", "place", "full_lines", "full_before", "full_after", "repeated")
"""Traits of a line within its text: the logarithm of the number of lines, its place from 0 to 1, the share of full
lines (that end a sentence and have eight words), how near full lines are before and after it, whether its bytes occur
in another line."""
TRAITS = len(OWN) + len(OF_PAGE) + len(AROUND) * (len(COPIED) + 1)
_FULL_WORDS, _HAN_LENGTH, _HAN_WORDS = 8, 3, 2
_NEAR = 3.0
"""Lines after which nearness falls to a third."""


@njit(nogil=True, cache=True)
def line_digest(data: NDArray[np.uint8], start: int, stop: int, lower: NDArray[np.uint8]) -> np.uint64:
    """A number for a line, regardless of the case of ASCII letters, and of ASCII punctuation and spaces around it."""
    while start < stop and data[start] < 0x80 and not _is_plain(data[start]):
        start += 1
    while stop > start and data[stop - 1] < 0x80 and not _is_plain(data[stop - 1]):
        stop -= 1
    digest = np.uint64(1469598103934665603)
    for position in range(start, stop):
        digest = (digest ^ np.uint64(lower[data[position]])) * np.uint64(1099511628211)
    return digest


@njit(nogil=True, cache=True, inline="always")
def _is_plain(byte: int) -> bool:
    return 0x30 <= byte <= 0x39 or 0x41 <= (byte & 0xDF) <= 0x5A


@njit(nogil=True, cache=True)
def _holds_phrase(
    data: NDArray[np.uint8],
    start: int,
    stop: int,
    phrases: NDArray[np.uint8],
    bounds: NDArray[np.int64],
    by_first: NDArray[np.int64],
    lower: NDArray[np.uint8],
) -> bool:
    """Whether a line holds one of some phrases, regardless of the case of ASCII letters."""
    for position in range(start, stop):
        first = lower[data[position]]
        for phrase in range(by_first[first], by_first[first + 1]):
            length = bounds[phrase + 1] - bounds[phrase]
            if position + length > stop:
                continue
            place = 1
            while place < length and lower[data[position + place]] == phrases[bounds[phrase] + place]:
                place += 1
            if place == length:
                return True
    return False


@njit(nogil=True, cache=True)
def line_bounds(
    data: NDArray[np.uint8], offsets: NDArray[np.int64], classes: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Text, first byte and end of every line that holds something; white space around it is left out.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, length texts + 1.
        classes: Class bits by code point.
    """
    room = 1024
    owners, starts, stops = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64)
    count = 0
    for text in range(offsets.shape[0] - 1):
        position, end = offsets[text], offsets[text + 1]
        first, last = -1, -1
        while position <= end:
            bits, size = LINE_BREAK, 1
            if position < end:
                point, size = decode(data, position)
                bits = int(classes[point])
            if bits & LINE_BREAK:
                if first >= 0:
                    if count == room:
                        room *= 2
                        more = np.empty(room, np.int64)
                        more[:count] = owners
                        owners = more
                        more = np.empty(room, np.int64)
                        more[:count] = starts
                        starts = more
                        more = np.empty(room, np.int64)
                        more[:count] = stops
                        stops = more
                    owners[count], starts[count], stops[count] = text, first, last
                    count += 1
                first = -1
            elif not bits & SPACE:
                if first < 0:
                    first = position
                last = position + size
            position += size
    return owners[:count], starts[:count], stops[:count]


@njit(nogil=True, cache=True)
def line_traits(
    data: NDArray[np.uint8],
    owners: NDArray[np.int64],
    starts: NDArray[np.int64],
    stops: NDArray[np.int64],
    classes: NDArray[np.uint8],
    traits: NDArray[np.uint8],
    particles: NDArray[np.bool_],
    phrases: NDArray[np.uint8],
    bounds: NDArray[np.int64],
    by_first: NDArray[np.int64],
    lower: NDArray[np.uint8],
    menu: NDArray[np.uint64],
) -> NDArray[np.float32]:
    """The traits of lines.

    Args:
        data: UTF-8 bytes, uint8.
        owners: The text of every line, int64, ascending.
        starts: Its first byte, int64.
        stops: One past its last byte, int64.
        classes: Class bits by code point, from ``character_tables``.
        traits: Trait bits by code point, from ``character_traits``.
        particles: By code point, whether a character of a script without spaces is a function word.
        phrases: Bytes of phrases in lower case, one after the other, by first byte.
        bounds: Where each begins, int64, and the end.
        by_first: The first phrase by first byte, int64, length 257.
        lower: Bytes in lower case, uint8, length 256.
        menu: Digests of lines that are nothing but a place on a page, from ``line_digest``, uint64, ascending.

    Returns:
        float32, shape (lines, TRAITS): ``OWN``, ``OF_PAGE``, then for every place of ``AROUND`` 1 where there is such a
        line, and its traits ``COPIED``.
    """
    count = owners.shape[0]
    result = np.zeros((count, TRAITS), dtype=np.float32)
    own, copied = len(OWN), (0, 1, 2, 3, 6, 9, 5)
    digests = np.empty(count, dtype=np.uint64)
    full = np.zeros(count, dtype=np.bool_)
    for line in range(count):
        letters = han = words = capitals = uppers = short = inner = commas = digits = symbols = odd = used = 0
        characters = found = 0
        begin, begin_upper, length = -1, False, 0
        address = False
        last_traits, last_point, ended = 0, 0, 0
        digest = np.uint64(1469598103934665603)
        position, stop = starts[line], stops[line]
        while position < stop:
            point, size = decode(data, position)
            bits, more = int(classes[point]), int(traits[point])
            digest = (digest ^ np.uint64(point)) * np.uint64(1099511628211)
            characters += 1
            if bits & UNSEGMENTED:
                han += 1
                found += particles[point]
            elif bits & LETTER:
                letters += 1
                uppers += (more & UPPER) != 0
            if bits & NUMBER:
                digits += 1
            if bits & WORD and not bits & UNSEGMENTED:
                if begin < 0:
                    begin, begin_upper, length = position, (more & UPPER) != 0, 0
                length += not bits & MARK
            elif begin >= 0:
                words += 1
                capitals += begin_upper
                short += length <= 3 and not begin_upper
                begin = -1
            if not bits & (WORD | SPACE | PUNCTUATION):
                symbols += 1
            if point in (0x2C, 0x3B, 0x3001, 0xFF0C, 0xFF1B, 0x060C):
                commas += 1
            if point in (0x7C, 0xA9, 0xAE, 0x2122, 0xBB, 0xAB, 0x203A, 0x2192, 0x25BA, 0x2022, 0xB7, 0x2039):
                used += 1
            if ended and (bits & SPACE or ended == 2):
                inner += 1
            ended = 0
            if more & TERMINAL:
                ended = 2 if point > 0x3000 else 1
            if point == 0x40 or (
                point == 0x3A and position + 2 < stop and data[position + 1] == 0x2F == data[position + 2]
            ):
                address = True
            if not (more & CLOSING and last_traits & TERMINAL):
                last_traits, last_point = more, point
            if characters == 1:
                odd = int((more & BULLET) != 0 or not bits & (LETTER | UNSEGMENTED))
            position += size
        if begin >= 0:
            words += 1
            capitals += begin_upper
            short += length <= 3 and not begin_upper
        of_words = max(words + han / _HAN_WORDS, 1.0)
        row = result[line]
        row[0] = np.log1p(letters + _HAN_LENGTH * han + digits)
        row[1] = np.log1p(words + han / _HAN_WORDS)
        row[2] = (last_traits & TERMINAL) != 0
        row[3] = min(1.0, 5.0 * commas / of_words)
        row[4] = np.log1p(inner)
        row[5] = digits / max(letters + han + digits, 1)
        row[6] = capitals / max(words, 1)
        row[7] = uppers / max(letters, 1)
        row[8] = symbols / max(characters, 1)
        row[9] = min(1.0, 4.0 * found / han) if han > letters else short / max(words, 1)
        row[10] = last_point in (0x3A, 0xFF1A, 0x2026, 0xBB, 0x3E, 0x203A, 0x2192)
        row[11] = odd
        row[12] = address
        row[13] = _holds_phrase(data, starts[line], stop, phrases, bounds, by_first, lower)
        row[14] = min(1.0, letters / max(words, 1) / 12.0)
        row[15] = min(1.0, used / 3.0)
        wanted = line_digest(data, starts[line], stop, lower)
        place = np.searchsorted(menu, wanted)
        row[16] = place < menu.shape[0] and menu[place] == wanted
        full[line] = row[2] > 0 and of_words >= _FULL_WORDS
        digests[line] = digest
    first = 0
    while first < count:
        behind = first
        while behind < count and owners[behind] == owners[first]:
            behind += 1
        _of_page(result[first:behind], full[first:behind], digests[first:behind], own)
        for line in range(first, behind):
            place = own + len(OF_PAGE)
            for step in AROUND:
                other = line + step
                if first <= other < behind:
                    result[line, place] = 1.0
                    for index in range(len(copied)):
                        result[line, place + 1 + index] = result[other, copied[index]]
                place += 1 + len(copied)
        first = behind
    return result


@njit(nogil=True, cache=True)
def _of_page(rows: NDArray[np.float32], full: NDArray[np.bool_], digests: NDArray[np.uint64], own: int) -> None:
    """Fill in the traits of lines within one text."""
    count = rows.shape[0]
    order = np.argsort(digests)
    for place in range(count):
        line = order[place]
        before = place > 0 and digests[order[place - 1]] == digests[line]
        after = place + 1 < count and digests[order[place + 1]] == digests[line]
        rows[line, own + 5] = before or after
    share = full.sum() / count
    near = 0.0
    for line in range(count):
        rows[line, own] = np.log1p(count)
        rows[line, own + 1] = line / max(count - 1, 1)
        rows[line, own + 2] = share
        rows[line, own + 3] = near
        near = 1.0 if full[line] else near * np.exp(-1.0 / _NEAR)
    near = 0.0
    for line in range(count - 1, -1, -1):
        rows[line, own + 4] = near
        near = 1.0 if full[line] else near * np.exp(-1.0 / _NEAR)
