"""The tokens of texts end to end, cut as for shingles: bytes, hash and kind of each.

Reads the two buffers of Arrow texts and writes flat arrays with int64 bounds, one entry per token. A token is hashed
once and never becomes a Python string, so later steps find words by number. It must cut tokens by ``write_tokens`` like
``shingle_hashes``: another rule breaks everything that compares tokens with shingles of one token.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.hashing.shingles import token_letters, write_tokens
from dataaudit.kernels.text.characters import UNSEGMENTED
from dataaudit.kernels.text.folding import GROWTH, FoldTables
from dataaudit.kernels.text.longest_text import longest_text
from dataaudit.kernels.text.utf8 import decode
from dataaudit.kernels.xxh64 import xxh64

OTHER, CHARACTER, LATIN = 0, 1, 2
"""Kinds of tokens: a word of another script, a character of a script without spaces, a word in Latin letters or
digits."""

# Lead bytes in UTF-8: up to 0xC9 for U+0000 to U+027F, and 0xE1 0xB8 to 0xBB for Latin Extended Additional.
_LAST_LATIN_LEAD = 0xC9
_LATIN_ADDITIONAL = 0xE1


class TokenStream(NamedTuple):
    """Tokens of some texts.

    ``letters`` (uint8): the tokens' bytes, UTF-8, each followed by a space. ``begins`` and ``ends`` (int64): the bounds
    of each token in them. ``hashes`` (uint64): XXH64 of each token, equal to its shingle of size 1. ``kinds`` (uint8).
    ``bounds`` (int64): the tokens of text ``i`` are those from ``bounds[i]`` to ``bounds[i + 1]``.
    """

    letters: NDArray[np.uint8]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    kinds: NDArray[np.uint8]
    bounds: NDArray[np.int64]


@njit(nogil=True, cache=True)
def _kind(letters: NDArray[np.uint8], begin: int, end: int, classes: NDArray[np.uint8]) -> int:
    """The kind of a token, given by its bytes."""
    # By lead bytes alone: nothing is decoded until a character outside Latin decides it.
    for place in range(begin, end):
        lead = letters[place]
        if lead >= 0xC0 and lead > _LAST_LATIN_LEAD:
            if lead == _LATIN_ADDITIONAL and 0xB8 <= letters[place + 1] <= 0xBB:
                continue
            point, _ = decode(letters, begin)
            return CHARACTER if classes[point] & UNSEGMENTED else OTHER
    return LATIN


@njit(nogil=True, cache=True)
def token_stream(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    classes: NDArray[np.uint8],
    tables: FoldTables,
    settled: NDArray[np.bool_],
) -> TokenStream:
    """The tokens of every text.

    Args:
        data: UTF-8 bytes, uint8.
        offsets: int64, length texts + 1.
        classes: Class bits by code point, from ``character_tables``.
        tables: From ``canonical_tables``.
        settled: bool, one per text: whether it is canonical already. A text that is not must not be ``unsafe``.
    """
    texts = offsets.shape[0] - 1
    longest = longest_text(offsets)
    joined = np.empty(2 * GROWTH * longest + 8, dtype=np.uint8)
    stops = np.empty(GROWTH * longest + 8, dtype=np.int64)
    letters = np.empty(max(64, data.shape[0] + data.shape[0] // 4), dtype=np.uint8)
    begins = np.empty(max(64, data.shape[0] // 4), dtype=np.int64)
    ends = np.empty(begins.shape[0], dtype=np.int64)
    hashes = np.empty(begins.shape[0], dtype=np.uint64)
    kinds = np.empty(begins.shape[0], dtype=np.uint8)
    bounds = np.zeros(texts + 1, dtype=np.int64)
    folded, plain = token_letters(classes, tables, False), token_letters(classes, tables, True)
    used, length = 0, 0
    for text in range(texts):
        table = plain if settled[text] else folded
        tokens = write_tokens(
            data, offsets[text], offsets[text + 1], classes, tables, settled[text], table, joined, stops
        )
        size = stops[tokens - 1] + 1 if tokens else 0
        if length + size > letters.shape[0]:
            more = np.empty(2 * (length + size), dtype=np.uint8)
            for index in range(length):
                more[index] = letters[index]
            letters = more
        if used + tokens > begins.shape[0]:
            room = 2 * (used + tokens)
            new_begins, new_ends = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
            new_hashes, new_kinds = np.empty(room, dtype=np.uint64), np.empty(room, dtype=np.uint8)
            for index in range(used):
                new_begins[index], new_ends[index] = begins[index], ends[index]
                new_hashes[index], new_kinds[index] = hashes[index], kinds[index]
            begins, ends, hashes, kinds = new_begins, new_ends, new_hashes, new_kinds
        for index in range(size):
            letters[length + index] = joined[index]
        if size:  # an open token at the end of a text has no space yet
            letters[length + size - 1] = 0x20
        begin = 0
        for token in range(tokens):
            end = stops[token]
            place = used + token
            begins[place], ends[place] = length + begin, length + end
            hashes[place] = xxh64(letters, length + begin, length + end)
            kinds[place] = _kind(letters, length + begin, length + end, classes)
            begin = end + 1
        used += tokens
        length += size
        bounds[text + 1] = used
    return TokenStream(
        letters[:length].copy(),
        begins[:used].copy(),
        ends[:used].copy(),
        hashes[:used].copy(),
        kinds[:used].copy(),
        bounds,
    )
