"""Counts of a text's characters, words and sentences: case, digits, marks, invisible characters.

Reads the two buffers of Arrow texts and two tables by code point, classes and traits. ASCII characters are only counted
in a histogram during the walk and classified once per text. Values of ``LETTER`` and ``UPPER`` other than 1 break the
sums that add the masked bit itself.

A *sentence* ends at a run of marks that end sentences in any script, with any closing quotation marks and brackets
after it, if white space or the end of the text follows; full-width marks need no white space. A stretch without a
letter, mark or number is not a sentence; one with them after the last end is.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.character_traits import CASED, CLOSING, SPECIAL, TERMINAL, UNSEEN, UPPER, WIDE
from dataaudit.kernels.text.characters import LETTER, NUMBER, PUNCTUATION, SPACE, UNSEGMENTED, WORD
from dataaudit.kernels.text.utf8 import decode

FIELDS = (
    "letters",
    "upper",
    "numbers",
    "spaces",
    "punctuation",
    "unseen",
    "braces",
    "parentheses",
    "script_letters",
    "special",
    "upper_words",
    "single_letters",
    "longest_word",
    "sentences",
    "unfinished",
)
"""Columns of the result of ``composition``: numbers of code points, words or sentences; ``longest_word`` in code
points; ``unfinished`` is 1 if the text has ended sentences and its last visible character is a letter, mark, number,
comma or hyphen; ``longest_word`` leaves out characters of scripts without spaces."""

(
    _LETTERS,
    _UPPER,
    _NUMBERS,
    _SPACES,
    _PUNCTUATION,
    _UNSEEN,
    _BRACES,
    _PARENTHESES,
    _SCRIPT_LETTERS,
    _SPECIAL,
    _UPPER_WORDS,
    _SINGLE_LETTERS,
    _LONGEST_WORD,
    _SENTENCES,
    _UNFINISHED,
) = range(len(FIELDS))
_COLUMNS = len(FIELDS)

_GOING, _MARKED, _CLOSED = 0, 1, 2
_COMMON = 0
_GOES_ON = (0x2C, 0x2D, 0xFF0C, 0x3001)


@njit(nogil=True, cache=True, inline="always")
def next_sentence_state(state: int, bits: int, traits: int, said: bool) -> tuple[int, bool, int]:
    """The state after a character, whether the open sentence has any text, and the number of sentences that ended.

    States: inside a sentence, after a mark that may end it, after the closing marks that follow.
    """
    ended = 0
    if traits & TERMINAL:
        if traits & WIDE and said:
            return _MARKED, False, 1
        return _MARKED, said, 0
    if state != _GOING:
        if traits & CLOSING:
            return _CLOSED, said, 0
        if bits & SPACE and said:
            said, ended = False, 1
    return _GOING, said or bits & WORD != 0, ended


@njit(nogil=True, cache=True)
def _one(
    data: NDArray[np.uint8],
    start: int,
    stop: int,
    classes: NDArray[np.uint8],
    scripts: NDArray[np.uint8],
    table: NDArray[np.uint8],
    ascii: NDArray[np.int64],
    letters: NDArray[np.int64],
    out: NDArray[np.int64],
) -> None:
    word_chars, word_bits, word_cased, word_upper = 0, 0, 0, 0
    state, said, ends_open = _GOING, False, False
    position = start
    while position < stop:
        point, size = int(data[position]), 1
        if point >= 0x80:
            point, size = decode(data, position)
        bits, traits = int(classes[point]), int(table[point])
        position += size
        if point < 0x80:
            ascii[point] += 1
        else:
            out[_LETTERS] += bits & LETTER  # LETTER and UPPER are the bit 1: masked, they are a count already
            out[_UPPER] += traits & UPPER
            out[_NUMBERS] += (bits & NUMBER) != 0
            out[_SPACES] += (bits & SPACE) != 0
            out[_PUNCTUATION] += (bits & PUNCTUATION) != 0
            out[_UNSEEN] += (traits & UNSEEN) != 0
            out[_SPECIAL] += (traits & SPECIAL) != 0
            if bits & LETTER:
                letters[scripts[point]] += 1
        state, said, ended = next_sentence_state(state, bits, traits, said)
        out[_SENTENCES] += ended
        if bits & (SPACE | UNSEGMENTED):
            if word_chars:
                out[_LONGEST_WORD] = max(out[_LONGEST_WORD], word_chars)
                out[_UPPER_WORDS] += word_cased > 0 and word_cased == word_upper
                out[_SINGLE_LETTERS] += word_chars == 1 and word_bits & LETTER
                word_chars, word_bits, word_cased, word_upper = 0, 0, 0, 0
        else:
            word_chars += 1
            word_bits |= bits
            word_cased += (traits & CASED) != 0
            word_upper += traits & UPPER
        if not bits & SPACE:
            ends_open = not traits & (TERMINAL | CLOSING) and (bits & WORD != 0 or point in _GOES_ON)
    if word_chars:
        out[_LONGEST_WORD] = max(out[_LONGEST_WORD], word_chars)
        out[_UPPER_WORDS] += word_cased > 0 and word_cased == word_upper
        out[_SINGLE_LETTERS] += word_chars == 1 and word_bits & LETTER
    out[_UNFINISHED] = ends_open and out[_SENTENCES] > 0
    out[_SENTENCES] += said
    for point in range(128):
        count = ascii[point]
        if count:
            ascii[point] = 0
            bits, traits = int(classes[point]), int(table[point])
            out[_LETTERS] += count * (bits & LETTER)
            out[_UPPER] += count * (traits & UPPER)
            out[_NUMBERS] += count * ((bits & NUMBER) != 0)
            out[_SPACES] += count * ((bits & SPACE) != 0)
            out[_PUNCTUATION] += count * ((bits & PUNCTUATION) != 0)
            out[_UNSEEN] += count * ((traits & UNSEEN) != 0)
            out[_SPECIAL] += count * ((traits & SPECIAL) != 0)
            out[_BRACES] += count * (point == 0x7B or point == 0x7D)
            out[_PARENTHESES] += count * (point == 0x28 or point == 0x29)
            if bits & LETTER:
                letters[scripts[point]] += count
    for script in range(letters.shape[0]):
        if script != _COMMON:
            out[_SCRIPT_LETTERS] = max(out[_SCRIPT_LETTERS], letters[script])
        letters[script] = 0


@njit(nogil=True, cache=True)
def composition(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    classes: NDArray[np.uint8],
    scripts: NDArray[np.uint8],
    traits: NDArray[np.uint8],
) -> NDArray[np.int64]:
    """Counts of every text's characters, words and sentences.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, length texts + 1.
        classes: Class bits by code point, from ``character_tables``.
        scripts: Script index by code point, from ``character_tables``.
        traits: From ``character_traits``.

    Returns:
        int64, shape (texts, len(FIELDS)); zeros for an empty text.
    """
    texts = offsets.shape[0] - 1
    result = np.zeros((texts, _COLUMNS), dtype=np.int64)
    ascii = np.zeros(128, dtype=np.int64)
    letters = np.zeros(256, dtype=np.int64)
    for text in range(texts):
        _one(data, offsets[text], offsets[text + 1], classes, scripts, traits, ascii, letters, result[text])
    return result
