"""One pass over a text: what it is made of, and where its words lie.

*Words* are runs of characters between white space; in scripts written without spaces (Han, Kana, Thai, Lao, Khmer,
Myanmar) every character is a word of its own, so that counts mean something there. A run without any letter, mark
or number ("--", ":") is a *symbol*, not a word. *Lines* are those of ``str.splitlines``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.characters import (
    INVISIBLE,
    LETTER,
    LINE_BREAK,
    SPACE,
    UNSEGMENTED,
    WORD,
)
from dataaudit.kernels.utf8 import decode

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
"""Columns of the result of ``scan_texts``: counts of code points, words or lines; ``script`` indexes ``SCRIPTS``."""

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
        ValueError: A word is longer, or there are more.

    Examples:
        >>> pack_words(["be", "to"]).tolist()
        [25954, 28532]
    """
    encoded = [word.encode() for word in words]
    if len(encoded) > 63 or any(len(word) > 8 for word in encoded):
        message = "at most 63 words of at most 8 bytes can be looked for"
        raise ValueError(message)
    return np.array([int.from_bytes(word, "little") for word in encoded], dtype=np.uint64)


@njit(nogil=True, cache=True, inline="always")
def _close_word(
    out: NDArray[np.int64], length: int, bits: int, packed: np.uint64, stop_words: NDArray[np.uint64]
) -> None:
    if length == 0:
        return
    if packed:
        for index in range(stop_words.shape[0]):
            if stop_words[index] == packed:
                out[_STOP_WORDS] |= 1 << index
    if bits & WORD:
        out[_WORDS] += 1
        out[_WORD_CHARS] += length
        if bits & LETTER:
            out[_ALPHA_WORDS] += 1
    else:
        out[_SYMBOLS] += 1


@njit(nogil=True, cache=True, inline="always")
def _close_run(out: NDArray[np.int64], point: int, run: int, is_space: bool) -> None:
    if is_space:
        if run > out[_LONGEST_SPACE_RUN]:
            out[_LONGEST_SPACE_RUN] = run
    elif run > out[_LONGEST_RUN]:
        out[_LONGEST_RUN] = run
        out[_LONGEST_RUN_CHARACTER] = point


@njit(nogil=True, cache=True)
def _scan_one(
    data: NDArray[np.uint8],
    start: int,
    stop: int,
    classes: NDArray[np.uint8],
    scripts: NDArray[np.uint8],
    stop_words: NDArray[np.uint64],
    letters: NDArray[np.int64],
    out: NDArray[np.int64],
) -> None:
    letters[:] = 0
    word_length, word_bits = 0, 0
    packed, packed_bytes = np.uint64(0), 0  # the word's bytes as a number while it is short, else 0
    previous, run = -1, 0
    dots = 0  # dots since the last complete "...", so that "......" counts twice as str.count does
    in_line, line_started, line_bullet = False, False, False
    line_dots, line_ellipsis = 0, False  # how the line ends when white space at its end is left out
    position = start
    while position < stop:
        point, size = decode(data, position)
        position += size
        bits = classes[point]
        before = previous
        out[_CHARS] += 1

        if bits & LINE_BREAK and not (point == 0x0A and before == 0x0D):
            out[_LINES] += 1
            out[_BULLET_LINES] += line_bullet
            out[_ELLIPSIS_LINES] += line_ellipsis or line_dots >= 3
            line_started, line_bullet, line_dots, line_ellipsis = False, False, 0, False
        in_line = not bits & LINE_BREAK

        if point == before:
            run += 1
        else:
            if before >= 0 and not classes[before] & LINE_BREAK:
                _close_run(out, before, run, bool(classes[before] & SPACE))
            run = 1
        previous = point

        if bits & SPACE:
            _close_word(out, word_length, word_bits, packed, stop_words)
            word_length, word_bits, packed, packed_bytes = 0, 0, np.uint64(0), 0
        else:
            if not line_started:
                line_started = True
                line_bullet = point in (_BULLET, _HYPHEN)
            line_ellipsis = point == _ELLIPSIS
            line_dots = line_dots + 1 if before == 0x2E and point == 0x2E else int(point == 0x2E)
            if not bits & INVISIBLE:
                out[_VISIBLE] += 1
            if not bits & WORD and point != 0x5F:
                out[_SPECIAL] += 1
            if bits & UNSEGMENTED:
                _close_word(out, word_length, word_bits, packed, stop_words)
                _close_word(out, 1, bits, np.uint64(0), stop_words)
                word_length, word_bits, packed, packed_bytes = 0, 0, np.uint64(0), 0
            else:
                for index in range(position - size, position):
                    if packed_bytes < 8:
                        packed |= np.uint64(data[index]) << np.uint64(8 * packed_bytes)
                    packed_bytes += 1
                if packed_bytes > 8:
                    packed = np.uint64(0)
                word_length += 1
                word_bits |= bits
            if bits & LETTER:
                letters[scripts[point]] += 1
        if point == 0x2E:
            dots += 1
            if dots == 3:
                out[_ELLIPSES] += 1
                dots = 0
        else:
            dots = 0
            out[_HASHES] += point == 0x23
            out[_ELLIPSES] += point == _ELLIPSIS
    _close_word(out, word_length, word_bits, packed, stop_words)
    if previous >= 0 and not classes[previous] & LINE_BREAK:
        _close_run(out, previous, run, bool(classes[previous] & SPACE))
    if in_line:
        out[_LINES] += 1
        out[_BULLET_LINES] += line_bullet
        out[_ELLIPSIS_LINES] += line_ellipsis or line_dots >= 3
    best = 0
    for script in range(1, letters.shape[0]):
        if letters[script] > letters[best]:
            best = script
    out[_SCRIPT] = best
    found = out[_STOP_WORDS]
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

    ``special`` counts code points that are neither letter, mark, number, white space nor underscore (``[^\w\s]``
    with combining marks as letters). ``longest_run`` is the longest repetition of one visible character,
    ``longest_space_run`` that of one white space that ends no line. ``ellipses`` counts "..." without overlap and
    "…". ``script`` is the script of most letters, 0 where there is none. ``stop_words`` counts how many of the given
    words occur, as whole words and in this case.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, one more than there are texts.
        classes: Class bits by code point, from ``character_tables``.
        scripts: Script index by code point, from ``character_tables``.
        stop_words: Words to look for, from ``pack_words``.

    Returns:
        int64, shape (texts, len(FIELDS)). An empty text gives a row of zeros.
    """
    texts = offsets.shape[0] - 1
    result = np.zeros((texts, _STOP_WORDS + 1), dtype=np.int64)
    letters = np.zeros(256, dtype=np.int64)
    for text in range(texts):
        _scan_one(data, offsets[text], offsets[text + 1], classes, scripts, stop_words, letters, result[text])
    return result
