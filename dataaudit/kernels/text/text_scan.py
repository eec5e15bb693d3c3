"""One pass over a text: counts of its characters, words and lines.

Reads the two buffers of Arrow texts and two tables by code point, classes and scripts. Several stages need these
counts, so all are taken in one walk; ASCII characters are only counted in a histogram on the way and classified once
per text. More than 63 stop words, or longer ones than eight bytes, break it: each is one number and one bit.

*Words* are runs of characters between white space; in scripts written without spaces (Han, Kana, Thai, Lao, Khmer,
Myanmar) every character counts as a word, so that counts are meaningful there. A run without any letter, mark
or number ("--", ":") is a *symbol*, not a word. *Lines* are those of ``str.splitlines``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.characters import (
    INVISIBLE,
    LETTER,
    LINE_BREAK,
    SPACE,
    UNSEGMENTED,
    WORD,
)
from dataaudit.kernels.text.utf8 import decode

FIELDS = (
    "chars",
    "visible",
    "words",
    "symbols",
    "word_chars",
    "alpha_words",
    "lines",
    "bullet_lines",
    "ellipsis_lines",
    "special",
    "longest_run",
    "longest_run_character",
    "longest_space_run",
    "hashes",
    "ellipses",
    "script",
    "stop_words",
)
"""Columns of the result of ``scan_texts``: numbers of code points, words or lines; ``script`` indexes ``SCRIPTS``."""

(
    _CHARS,
    _VISIBLE,
    _WORDS,
    _SYMBOLS,
    _WORD_CHARS,
    _ALPHA_WORDS,
    _LINES,
    _BULLET_LINES,
    _ELLIPSIS_LINES,
    _SPECIAL,
    _LONGEST_RUN,
    _LONGEST_RUN_CHARACTER,
    _LONGEST_SPACE_RUN,
    _HASHES,
    _ELLIPSES,
    _SCRIPT,
    _STOP_WORDS,
) = range(len(FIELDS))

_BULLET, _HYPHEN, _ELLIPSIS = 0x2022, 0x2D, 0x2026


def pack_words(words: Sequence[str]) -> NDArray[np.uint64]:
    """Short words as numbers, for ``scan_texts`` to look for.

    Args:
        words: At most 63 words of at most 8 bytes of UTF-8 each.

    Raises:
        ValueError: There are more words, or a word is longer.

    Examples:
        >>> pack_words(["be", "to"]).tolist()
        [25954, 28532]
    """
    encoded = [word.encode() for word in words]
    if len(encoded) > 63 or any(len(word) > 8 for word in encoded):
        message = (
            f"stop words are limited to 63 of at most 8 bytes each, got {len(encoded)}, the longest of "
            f"{max(map(len, encoded))} bytes; give fewer or shorter words"
        )
        raise ValueError(message)
    return np.array([int.from_bytes(word, "little") for word in encoded], dtype=np.uint64)


@njit(nogil=True, cache=True, inline="always")
def _close_word(
    data: NDArray[np.uint8],
    begin: int,
    end: int,
    length: int,
    bits: int,
    stop_words: NDArray[np.uint64],
    out: NDArray[np.int64],
) -> None:
    """Count the word ``data[begin:end]`` of ``length`` code points, whose classes combined are ``bits``."""
    if bits & WORD:
        out[_WORDS] += 1
        out[_WORD_CHARS] += length
        if bits & LETTER:
            out[_ALPHA_WORDS] += 1
    else:
        out[_SYMBOLS] += 1
    if end - begin <= 8 and stop_words.shape[0]:
        packed = np.uint64(0)  # little-endian, as pack_words has it; a load of eight bytes could pass the end of data
        for index in range(end - begin):
            packed |= np.uint64(data[begin + index]) << np.uint64(8 * index)
        for index in range(stop_words.shape[0]):
            if stop_words[index] == packed:
                out[_STOP_WORDS] |= 1 << index


@njit(nogil=True, cache=True, inline="always")
def _close_run(out: NDArray[np.int64], point: int, run: int, bits: int) -> None:
    """Update the longest run of one visible character, and of one white space that ends no line."""
    if bits & SPACE:
        if run > out[_LONGEST_SPACE_RUN] and not bits & LINE_BREAK:
            out[_LONGEST_SPACE_RUN] = run
    elif run > out[_LONGEST_RUN]:
        out[_LONGEST_RUN] = run
        out[_LONGEST_RUN_CHARACTER] = point


@njit(nogil=True, cache=True)
def _close_line(
    data: NDArray[np.uint8], start: int, stop: int, classes: NDArray[np.uint8], out: NDArray[np.int64]
) -> None:
    """Count the line ``data[start:stop]``, its bullet and its ellipsis."""
    out[_LINES] += 1
    position, point = start, 0
    while position < stop:
        point, size = decode(data, position)
        if not classes[point] & SPACE:
            break
        position += size
    if position >= stop:
        return
    out[_BULLET_LINES] += point in (_BULLET, _HYPHEN)
    last = stop - 1
    while True:
        while data[last] & 0xC0 == 0x80:
            last -= 1
        point, _ = decode(data, last)
        if not classes[point] & SPACE:
            break
        last -= 1
    dots = point == 0x2E and last - 2 >= start and data[last - 1] == 0x2E and data[last - 2] == 0x2E
    out[_ELLIPSIS_LINES] += dots or point == _ELLIPSIS


@njit(nogil=True, cache=True)
def _count_dots(data: NDArray[np.uint8], start: int, stop: int) -> int:
    """Occurrences of "..." without overlap."""
    found, dots = 0, 0
    for position in range(start, stop):
        dots = dots + 1 if data[position] == 0x2E else 0
        if dots == 3:
            found += 1
            dots = 0
    return found


@njit(nogil=True, cache=True)
def _sum_up(
    ascii: NDArray[np.int64],
    classes: NDArray[np.uint8],
    scripts: NDArray[np.uint8],
    letters: NDArray[np.int64],
    out: NDArray[np.int64],
) -> None:
    """Add the counts of ASCII characters to a text's counts, and clear them."""
    for point in range(128):
        count = ascii[point]
        if count == 0:
            continue
        ascii[point] = 0
        bits = classes[point]
        out[_CHARS] += count
        if bits & SPACE:
            continue
        if not bits & INVISIBLE:
            out[_VISIBLE] += count
        if not bits & WORD and point != 0x5F:
            out[_SPECIAL] += count
        if bits & LETTER:
            letters[scripts[point]] += count
        if point == 0x23:
            out[_HASHES] += count


@njit(nogil=True, cache=True)
def _scan_one(
    data: NDArray[np.uint8],
    start: int,
    stop: int,
    classes: NDArray[np.uint8],
    scripts: NDArray[np.uint8],
    stop_words: NDArray[np.uint64],
    letters: NDArray[np.int64],
    ascii: NDArray[np.int64],
    out: NDArray[np.int64],
) -> None:
    letters[:] = 0
    word_begin, word_bits, continued = -1, 0, 0  # continued: bytes of the word that begin no code point
    previous, previous_bits, run, longest = -1, 0, 0, 0
    line_begin = start
    position = start
    while position < stop:
        point, size = int(data[position]), 1
        if point < 0x80:
            ascii[point] += 1
            bits = int(classes[point])
        else:
            point, size = decode(data, position)
            bits = int(classes[point])
            continued += size - 1
            out[_CHARS] += 1
            if not bits & SPACE:
                out[_VISIBLE] += not bits & INVISIBLE
                out[_SPECIAL] += not bits & WORD
                if bits & LETTER:
                    letters[scripts[point]] += 1
                out[_ELLIPSES] += point == _ELLIPSIS
        if point == previous:
            run += 1
        else:
            if run > longest:  # the smaller of the two records: a run that does not exceed it sets neither
                _close_run(out, previous, run, previous_bits)
                longest = min(out[_LONGEST_RUN], out[_LONGEST_SPACE_RUN])
            run = 1
            previous, previous_bits = point, bits
        if not bits & (SPACE | UNSEGMENTED):
            if word_begin < 0:
                word_begin, word_bits, continued = position, 0, size - 1
            word_bits |= bits
        else:
            if word_begin >= 0:
                length = position - word_begin - (continued - (size - 1))  # this code point is not part of the word
                _close_word(data, word_begin, position, length, word_bits, stop_words, out)
                word_begin = -1
            if bits & LINE_BREAK:
                # A line feed after a carriage return ends no second line.
                if not (point == 0x0A and position > start and data[position - 1] == 0x0D):
                    _close_line(data, line_begin, position, classes, out)
                line_begin = position + size
            elif bits & UNSEGMENTED:  # with no stop words: those are words between spaces
                _close_word(data, position, position + size, 1, bits, stop_words[:0], out)
        position += size
    if word_begin >= 0:
        _close_word(data, word_begin, stop, stop - word_begin - continued, word_bits, stop_words, out)
    if run > longest:
        _close_run(out, previous, run, previous_bits)
    if line_begin < stop:
        _close_line(data, line_begin, stop, classes, out)
    if ascii[0x2E] > 2:  # another pass over the bytes, which a text with fewer dots does not need
        out[_ELLIPSES] += _count_dots(data, start, stop)
    _sum_up(ascii, classes, scripts, letters, out)
    best = 0
    for script in range(1, letters.shape[0]):
        if letters[script] > letters[best]:
            best = script
    out[_SCRIPT] = best
    found = out[_STOP_WORDS]  # one bit per word until here, so that a word counts once
    out[_STOP_WORDS] = 0
    while found:
        out[_STOP_WORDS] += found & 1
        found >>= 1


@njit(nogil=True, cache=True)
def scan_texts(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    classes: NDArray[np.uint8],
    scripts: NDArray[np.uint8],
    stop_words: NDArray[np.uint64],
) -> NDArray[np.int64]:
    r"""Counts of every text.

    ``special`` counts code points that are not letters, marks, numbers, white space or underscores (``[^\w\s]`` with
    combining marks as letters). ``longest_run`` is the longest repetition of one visible character,
    ``longest_space_run`` that of one white space that ends no line. ``ellipses`` counts "..." without overlap and
    "…". ``script`` is the script of most letters, 0 without letters. ``stop_words`` is the number of the given words
    that occur as whole words in the given case.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, length texts + 1.
        classes: Class bits by code point, from ``character_tables``.
        scripts: Script index by code point, from ``character_tables``.
        stop_words: Words to look for, from ``pack_words``.

    Returns:
        int64, shape (texts, len(FIELDS)). An empty text gives a row of zeros.
    """
    texts = offsets.shape[0] - 1
    result = np.zeros((texts, _STOP_WORDS + 1), dtype=np.int64)
    letters = np.zeros(256, dtype=np.int64)
    ascii = np.zeros(128, dtype=np.int64)
    for text in range(texts):
        _scan_one(data, offsets[text], offsets[text + 1], classes, scripts, stop_words, letters, ascii, result[text])
    return result
