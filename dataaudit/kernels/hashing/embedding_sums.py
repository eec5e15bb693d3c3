"""The vector of a text as the weighted sum of its tokens' vectors, learned ones and hashed ones.

Reads a ``TokenStream``, the slot of every word in a hash table, and the learned vectors as one float32 matrix. A word
is looked up by the hash that the stream already has, its pieces are rows of the matrix, and a hashed vector is computed
from 64 bits at a time and never stored. Two words with equal 64-bit hashes break it: they get the same vector.

Words in Latin letters have the learned vectors of their pieces. Tokens of other scripts have vectors of plus and minus
signs drawn from hashes: a character of a script without spaces adds its own and, at half the weight, that of the pair
with the next character; a word of another script adds those of its three-character sequences, so that words that share
most of their letters get similar vectors.

Source: Tulkens and van Dongen, "model2vec" 2024 (sums of static vectors); Weinberger et al. 2009 (hashed features);
Achlioptas 2003 (random signs keep angles).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dataaudit.kernels.hashing.shingle_tokens import CHARACTER, LATIN, TokenStream
from dataaudit.kernels.xxh64 import xxh64

SEQUENCE = 3
"""Characters in a sequence of a word; the ends of the word count as characters."""
FOLLOWED = np.float32(0.5)
"""Weight of a pair of neighbouring characters; a single character has weight 1."""

# The constants of splitmix64.
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


@njit(nogil=True, cache=True, inline="always")
def _slot(keys: NDArray[np.uint64], key: np.uint64) -> int:
    """The slot of a key, or the free slot where it belongs; 0 marks a free slot."""
    mask = keys.shape[0] - 1
    slot = np.int64(key >> np.uint64(20)) & mask
    while keys[slot] != 0 and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot


@njit(nogil=True, cache=True)
def find_words(keys: NDArray[np.uint64], hashes: NDArray[np.uint64], kinds: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The table slot of every word in Latin letters: int64, -1 for a word not in the table, -2 for other tokens.

    Args:
        keys: Hashes of the known words by slot, uint64, 0 for a free slot; the length is a power of two.
        hashes: Hashes of tokens, uint64.
        kinds: Kinds of tokens, uint8.
    """
    found = np.empty(hashes.shape[0], dtype=np.int64)
    for token in range(hashes.shape[0]):
        if kinds[token] != LATIN:
            found[token] = -2
            continue
        slot = _slot(keys, hashes[token])
        found[token] = slot if keys[slot] != 0 else -1
    return found


@njit(cache=True)
def add_words(
    keys: NDArray[np.uint64],
    firsts: NDArray[np.int64],
    counts: NDArray[np.int64],
    hashes: NDArray[np.uint64],
    first: NDArray[np.int64],
    count: NDArray[np.int64],
) -> None:
    """Add words to a table that has room for them; a word that is already there is replaced.

    Args:
        keys: uint64, by slot; updated.
        firsts: First piece of a word among all pieces, int64, by slot; updated.
        counts: Pieces of a word, int64, by slot; updated.
        hashes: Hashes of the words to add, uint64.
        first: Their first pieces, int64.
        count: Their numbers of pieces, int64.
    """
    for word in range(hashes.shape[0]):
        slot = _slot(keys, hashes[word])
        keys[slot], firsts[slot], counts[slot] = hashes[word], first[word], count[word]


@njit(nogil=True, cache=True)
def _add_signs(vector: NDArray[np.float32], key: np.uint64, weight: np.float32) -> None:
    """Add a vector of plus and minus signs that has length ``weight``."""
    # One round of splitmix64 gives the signs of 64 dimensions. No random vectors have to be kept, for any vocabulary.
    size = vector.shape[0]
    scaled = weight / np.float32(np.sqrt(size))  # every dimension has this absolute value
    state = key
    for block in range(0, size, 64):
        state += _GOLDEN
        bits = state
        bits = (bits ^ (bits >> np.uint64(30))) * _MIX_1
        bits = (bits ^ (bits >> np.uint64(27))) * _MIX_2
        bits ^= bits >> np.uint64(31)
        for half in range(2):  # of 32 bits, as wide as the numbers that they become: eight at a time
            word = np.uint32(bits & np.uint64(0xFFFFFFFF))
            bits >>= np.uint64(32)
            first = block + 32 * half
            some = vector[first : first + 32]
            for place in range(some.shape[0]):
                sign = np.float32(1.0) - np.float32(2.0) * np.float32(
                    np.int32((word >> np.uint32(place)) & np.uint32(1))
                )
                some[place] += scaled * sign


@njit(nogil=True, cache=True)
def _add_sequences(vector: NDArray[np.float32], letters: NDArray[np.uint8], begin: int, end: int) -> None:
    """Add a word's three-character sequences, with a space at either end, at about the length of one token."""
    characters = 0
    for place in range(begin, end):
        characters += (letters[place] & 0xC0) != 0x80  # every byte but a continuation byte begins a character
    # Random sign vectors are nearly orthogonal, so n of them with this weight add up to a length of about 1.
    weight = np.float32(1.0 / np.sqrt(max(characters, 1)))
    padded = np.empty(end - begin + 2, dtype=np.uint8)
    padded[0] = padded[padded.shape[0] - 1] = 0x20
    for place in range(begin, end):
        padded[1 + place - begin] = letters[place]
    starts = np.empty(padded.shape[0] + 1, dtype=np.int64)
    held = 0
    for place in range(padded.shape[0]):
        if (padded[place] & 0xC0) != 0x80:
            starts[held] = place
            held += 1
    starts[held] = padded.shape[0]
    for first in range(held - SEQUENCE + 1):
        _add_signs(vector, xxh64(padded, starts[first], starts[first + SEQUENCE]), weight)


@njit(nogil=True, cache=True)
def embedding_sums(
    stream: TokenStream,
    slots: NDArray[np.int64],
    firsts: NDArray[np.int64],
    counts: NDArray[np.int64],
    pieces: NDArray[np.int64],
    vectors: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The vectors of texts, scaled to length 1.

    Args:
        stream: The texts' tokens.
        slots: The slot of every token's word, int64, from ``find_words``; none is -1.
        firsts: First piece of a word, int64, by slot.
        counts: Pieces of a word, int64, by slot.
        pieces: Rows of ``vectors``, int64.
        vectors: Learned vectors, already weighted, float32, shape (pieces, dimensions).

    Returns:
        ``sums`` (float32, shape (texts, dimensions); zeros for a text without tokens or whose tokens cancel out), and
        the share of every text's tokens that have learned vectors (float32; NaN for a text without tokens).
    """
    texts = stream.bounds.shape[0] - 1
    size = vectors.shape[1]
    sums = np.zeros((texts, size), dtype=np.float32)
    learnt = np.full(texts, np.nan, dtype=np.float32)
    for text in range(texts):
        vector = sums[text]
        begin, end = stream.bounds[text], stream.bounds[text + 1]
        words = 0
        for token in range(begin, end):
            kind = stream.kinds[token]
            if kind == LATIN:
                words += 1
                slot = slots[token]
                for index in range(firsts[slot], firsts[slot] + counts[slot]):
                    row = vectors[pieces[index]]
                    for place in range(size):
                        vector[place] += row[place]
            elif kind == CHARACTER:
                _add_signs(vector, stream.hashes[token], np.float32(1.0))
                # Not symmetric, so that "ab" and "ba" get different signs.
                if token + 1 < end and stream.kinds[token + 1] == CHARACTER:
                    _add_signs(vector, stream.hashes[token] * _MIX_1 ^ stream.hashes[token + 1], FOLLOWED)
            else:
                _add_sequences(vector, stream.letters, stream.begins[token], stream.ends[token])
        length = np.float32(0.0)
        for place in range(size):
            length += vector[place] * vector[place]
        length = np.sqrt(length)
        if length > np.float32(1e-6):  # below, the direction is that of rounding errors
            for place in range(size):
                vector[place] /= length
        else:
            for place in range(size):
                vector[place] = 0.0
        if end > begin:
            learnt[text] = words / (end - begin)
    return sums, learnt
