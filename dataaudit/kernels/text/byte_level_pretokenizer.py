"""The words that byte-level tokenizers cut a text into before they merge byte pairs, and the tokens they make.

Reads the two buffers of Arrow texts and looks up the class of every code point in a table. A pattern is written out as
branches in the order of its alternatives, so no regular expression runs, and the token count of a word seen before is
one look-up by its hash. A tokenizer with another pattern breaks it: ``stages.tokens.token_counter`` compares the
patterns and counts a sample of every run with the tokenizer itself.

Three patterns are known, each spelled out there as the tokenizer's own regular expression: GPT-2's, that of cl100k, and
DeepSeek's, which splits off numbers and runs of Han and Kana first.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.text.byte_pairs import BytePairs, count_byte_pairs
from dataaudit.kernels.text.make_characters import read_runs
from dataaudit.kernels.text.token_count_cache import LONGEST, PieceTable, piece_key
from dataaudit.kernels.text.utf8 import decode
from dataaudit.kernels.unaligned_loads import load32

GPT2, CL100K, DEEPSEEK = range(3)
"""The patterns."""
LONGEST_WORD = 768
"""Longest word, in bytes, whose byte pairs are merged here: merging takes time quadratic in the length."""

_LETTER, _MARK, _NUMBER, _PUNCTUATION, _SYMBOL, _SPACE, _NEWLINE, _ISOLATED = 1, 2, 4, 8, 16, 32, 64, 128
_BITS = {"L": _LETTER, "M": _MARK, "N": _NUMBER, "P": _PUNCTUATION, "S": _SYMBOL}
_SPACES = (*range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)


@cache
def regex_classes() -> NDArray[np.uint8]:
    r"""The classes of every code point that the patterns name: uint8, shape (0x110000,), read-only.

    Bits for ``\p{L}``, ``\p{M}``, ``\p{N}``, ``\p{P}``, ``\p{S}``, ``\s`` (property White_Space), ``[\r\n]``, and
    DeepSeek's ``[一-龥぀-ゟ゠-ヿ]``.
    """
    table = np.zeros(0x110000, dtype=np.uint8)
    for first, last, category, _ in read_runs():
        table[first : last + 1] = _BITS.get(category[0], 0)
    table[list(_SPACES)] |= _SPACE
    table[[0x0A, 0x0D]] |= _NEWLINE
    table[0x4E00:0x9FA6] |= _ISOLATED
    table[0x3040:0x3100] |= _ISOLATED
    table.flags.writeable = False
    return table


@njit(nogil=True, cache=True)
def _class_at(
    data: NDArray[np.uint8], position: int, stop: int, classes: NDArray[np.uint8], apart: int
) -> tuple[int, int, int]:
    """Class, code point and bytes at a position; zeros at the end, or at a character of a class in ``apart``."""
    if position >= stop:
        return 0, 0, 0
    point, size = int(data[position]), 1
    if point >= 0x80:
        point, size = decode(data, position)
    bits = int(classes[point])
    return (0, 0, 0) if bits & apart else (bits, point, size)


@njit(nogil=True, cache=True)
def _run(data: NDArray[np.uint8], position: int, stop: int, classes: NDArray[np.uint8], wanted: int, apart: int) -> int:
    """The end of a run of code points of the classes in ``wanted``."""
    while True:
        bits, _, size = _class_at(data, position, stop, classes, apart)
        if not bits & wanted:
            return position
        position += size


@njit(nogil=True, cache=True)
def _is_ascii_letter(point: int) -> bool:
    return 0x61 <= point | 0x20 <= 0x7A  # the bit that makes an ASCII letter lower case


@njit(nogil=True, cache=True)
def _white_space(
    data: NDArray[np.uint8], position: int, stop: int, classes: NDArray[np.uint8], apart: int, lines: bool
) -> int:
    r"""The end of ``\s*[\r\n]+`` (with ``lines``), ``\s+(?!\S)`` or ``\s+``, whichever matches first."""
    # One walk serves all three: the last line end, the last white space and the one before it are remembered.
    end, before_last, behind_line = position, position, -1
    while True:
        bits, _, size = _class_at(data, end, stop, classes, apart)
        if not bits & _SPACE:
            break
        before_last = end
        end += size
        if bits & _NEWLINE:
            behind_line = end
    if lines and behind_line >= 0:
        return behind_line
    # The last white space before a visible character goes to the next word, unless it is the only one.
    return end if size == 0 or before_last == position else before_last


@njit(nogil=True, cache=True)
def _contraction(data: NDArray[np.uint8], position: int, stop: int, any_case: bool) -> int:
    """The end of 's, 't, 're, 've, 'm, 'll or 'd, or the position itself; in any case, "ſ" counts as an s."""
    if data[position] != 0x27 or position + 1 >= stop:
        return position
    fold = 0x20 if any_case else 0
    one = data[position + 1] | fold
    if one in (0x73, 0x74, 0x6D, 0x64):  # s t m d
        return position + 2
    # U+017F, which (?i:'s) matches too.
    if any_case and position + 2 < stop and data[position + 1] == 0xC5 and data[position + 2] == 0xBF:
        return position + 3
    if position + 2 >= stop:
        return position
    two = data[position + 2] | fold
    if (one in (0x72, 0x76) and two == 0x65) or (one == 0x6C and two == 0x6C):  # re ve ll
        return position + 3
    return position


@njit(nogil=True, cache=True)
def _gpt2_end(data: NDArray[np.uint8], position: int, stop: int, classes: NDArray[np.uint8]) -> int:
    end = _contraction(data, position, stop, False)
    if end > position:
        return end
    bits, point, _ = _class_at(data, position, stop, classes, 0)
    inner = position
    if point == 0x20:
        following, _, _ = _class_at(data, position + 1, stop, classes, 0)
        if position + 1 < stop and not following & _SPACE:
            inner, bits = position + 1, following
    if bits & _LETTER:
        return _run(data, inner, stop, classes, _LETTER, 0)
    if bits & _NUMBER:
        return _run(data, inner, stop, classes, _NUMBER, 0)
    if not bits & _SPACE:
        return _others(data, inner, stop, classes)
    return _white_space(data, position, stop, classes, 0, False)


@njit(nogil=True, cache=True)
def _others(data: NDArray[np.uint8], position: int, stop: int, classes: NDArray[np.uint8]) -> int:
    r"""The end of a run of ``[^\s\p{L}\p{N}]``."""
    while position < stop:
        bits, _, size = _class_at(data, position, stop, classes, 0)
        if bits & (_SPACE | _LETTER | _NUMBER):
            break
        position += size
    return position


@njit(nogil=True, cache=True)
def _digits_end(data: NDArray[np.uint8], position: int, stop: int, classes: NDArray[np.uint8]) -> int:
    r"""The end of ``\p{N}{1,3}``."""
    for _ in range(3):
        bits, _, size = _class_at(data, position, stop, classes, 0)
        if not bits & _NUMBER:
            break
        position += size
    return position


@njit(nogil=True, cache=True)
def _cl100k_end(data: NDArray[np.uint8], position: int, stop: int, classes: NDArray[np.uint8]) -> int:
    end = _contraction(data, position, stop, True)
    if end > position:
        return end
    bits, point, size = _class_at(data, position, stop, classes, 0)
    if bits & _LETTER:
        return _run(data, position, stop, classes, _LETTER, 0)
    following, _, _ = _class_at(data, position + size, stop, classes, 0)
    if not bits & (_NEWLINE | _NUMBER) and following & _LETTER:
        return _run(data, position + size, stop, classes, _LETTER, 0)
    if bits & _NUMBER:
        return _digits_end(data, position, stop, classes)
    inner = position
    if point == 0x20 and position + 1 < stop and not following & (_SPACE | _LETTER | _NUMBER):
        inner, bits = position + 1, following
    if not bits & _SPACE:
        end = _others(data, inner, stop, classes)
        while end < stop and data[end] in (0x0A, 0x0D):
            end += 1
        return end
    return _white_space(data, position, stop, classes, 0, True)


@njit(nogil=True, cache=True)
def _deepseek_end(data: NDArray[np.uint8], position: int, stop: int, classes: NDArray[np.uint8]) -> int:
    bits, point, size = _class_at(data, position, stop, classes, 0)
    if bits & _NUMBER:
        return _digits_end(data, position, stop, classes)
    if bits & _ISOLATED:
        return _run(data, position, stop, classes, _ISOLATED, 0)
    # The first two splits cut the text into segments, so no match of the third goes beyond a number or Han.
    apart = _NUMBER | _ISOLATED
    unmatched = position
    while True:
        following, next_point, _ = _class_at(data, position + size, stop, classes, apart)
        end = -1
        if point < 0x80 and bits & (_PUNCTUATION | _SYMBOL) and following & _LETTER and _is_ascii_letter(next_point):
            end = position + size
            while end < stop and _is_ascii_letter(int(data[end])):
                end += 1
        elif bits & (_LETTER | _MARK):
            end = _run(data, position, stop, classes, _LETTER | _MARK, apart)
        elif not bits & (_NEWLINE | _PUNCTUATION | _SYMBOL) and following & (_LETTER | _MARK):
            end = _run(data, position + size, stop, classes, _LETTER | _MARK, apart)
        elif bits & (_PUNCTUATION | _SYMBOL) or (point == 0x20 and following & (_PUNCTUATION | _SYMBOL)):
            end = _run(data, position + size, stop, classes, _PUNCTUATION | _SYMBOL, apart)
            while end < stop and data[end] in (0x0A, 0x0D):
                end += 1
        elif bits & _SPACE:
            end = _white_space(data, position, stop, classes, apart, True)
        if end >= 0:  # what lies between two matches is a word of its own
            return position if unmatched < position else end
        position += size
        bits, point, size = _class_at(data, position, stop, classes, apart)
        if size == 0:
            return position


@njit(nogil=True, cache=True, inline="always")
def _plain_end(data: NDArray[np.uint8], position: int, stop: int) -> int:
    """The end of a run of ASCII letters, after a space or not, where ASCII follows; the position itself for others.

    Most words are such runs, and every pattern cuts them alike.
    """
    first = position + 1 if data[position] == 0x20 else position
    place = first
    while place < stop and 0x61 <= data[place] | 0x20 <= 0x7A:
        place += 1
    return position if place == first or (place < stop and data[place] >= 0x80) else place


@njit(nogil=True, cache=True)
def word_end(data: NDArray[np.uint8], position: int, stop: int, classes: NDArray[np.uint8], pattern: int) -> int:
    """The end of the word that begins at a position.

    Args:
        data: UTF-8 bytes, uint8.
        position: First byte of a word; words follow each other without a gap.
        stop: The end of the text.
        classes: From ``regex_classes``.
        pattern: ``GPT2``, ``CL100K`` or ``DEEPSEEK``.
    """
    if pattern == GPT2:
        return _gpt2_end(data, position, stop, classes)
    return (
        _cl100k_end(data, position, stop, classes)
        if pattern == CL100K
        else _deepseek_end(data, position, stop, classes)
    )


@njit(nogil=True, cache=True)
def count_words(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    classes: NDArray[np.uint8],
    pattern: int,
    pairs: BytePairs,
    table: PieceTable,
    remember: int,
    marks: NDArray[np.uint32],
) -> NDArray[np.int64]:
    """The number of tokens of every text, by the byte pairs of its words.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, length texts + 1.
        classes: From ``regex_classes``.
        pattern: How texts are cut into words.
        pairs: The merges.
        table: Token counts of words; filled.
        remember: Slots of the table that may be taken.
        marks: First four bytes of the added tokens, which a tokenizer looks for before it cuts words, as uint32.

    Returns:
        int64, one per text; -1 where only the tokenizer can count: a text with such a mark or too long a word.
    """
    texts = offsets.shape[0] - 1
    counts = np.zeros(texts, np.int64)
    room = np.empty(LONGEST_WORD, np.int64), np.empty(LONGEST_WORD, np.int64), np.empty(LONGEST_WORD, np.int64)
    mask = table.keys.shape[0] - 1
    begins = np.zeros(256, np.bool_)  # by the first byte of a mark, which is the lowest of the number
    for mark in marks:
        begins[mark & np.uint32(0xFF)] = True
    for text in range(texts):
        start, stop = offsets[text], offsets[text + 1]
        if marks.shape[0] and _is_marked(data, start, stop, marks, begins):
            counts[text] = -1
            continue
        position = start
        while position < stop:
            end = _plain_end(data, position, stop)
            if end == position:
                end = word_end(data, position, stop, classes, pattern)
            length = end - position
            if length == 1:  # a byte is a token: no merge applies
                counts[text] += 1
            elif length > LONGEST_WORD:
                counts[text] = -1
                break
            elif length > LONGEST:
                counts[text] += count_byte_pairs(data, position, end, pairs, *room)
            else:
                key = piece_key(data, position, end)
                slot = np.int64(key >> np.uint64(20)) & mask
                while table.keys[slot] != 0 and not (table.keys[slot] == key and table.lengths[slot] == length):
                    slot = (slot + 1) & mask
                if table.keys[slot] != 0:
                    counts[text] += table.counts[slot]
                else:
                    tokens = count_byte_pairs(data, position, end, pairs, *room)
                    counts[text] += tokens
                    if table.used[0] < remember:
                        table.keys[slot], table.lengths[slot], table.counts[slot] = key, np.int32(length), tokens
                        table.used[0] += 1
            position = end
    return counts


@njit(nogil=True, cache=True)
def _is_marked(
    data: NDArray[np.uint8], start: int, stop: int, marks: NDArray[np.uint32], begins: NDArray[np.bool_]
) -> bool:
    """Whether a text contains any mark; ``begins`` has the bytes that a mark begins with."""
    for position in range(start, stop - 3):
        if begins[data[position]]:
            value = load32(data, position)
            for mark in marks:
                if value == mark:
                    return True
    return False
