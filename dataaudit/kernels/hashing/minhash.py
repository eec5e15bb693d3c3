"""MinHash signatures, equal to datasketch's ``affine32`` scheme bit for bit.

Reads the shingle hashes of all texts in one uint64 array with int64 bounds, and keeps one row of a matrix per text. All
permutations of a shingle are computed in one inner loop over adjacent 32-bit numbers, which the compiler turns into
vector instructions. A product that is not cut back to 32 bits breaks the equality with datasketch.

Sources: Broder 1997; datasketch 2 (scheme ``affine32``: the 32-bit hash is mixed once by MurmurHash3's finalizer,
then ``a * h + b`` modulo 2^32 with odd ``a``).
"""

from __future__ import annotations

import numpy as np
import xxhash
from numba import njit
from numpy.typing import NDArray

HASH_NAME = "xxh64-low32"
"""Name of ``hashfunc`` in the manifest of a run."""


def hashfunc(shingle: bytes) -> int:
    """The 32-bit hash of a shingle: the low half of its XXH64.

    With it ``datasketch.MinHash(num_perm=128, seed=1, hashfunc=hashfunc, scheme="affine32")`` gives the same
    signatures.

    Examples:
        >>> hex(hashfunc(b"a b c d e"))
        '0xd087d48c'
    """
    return xxhash.xxh64_intdigest(shingle) & 0xFFFFFFFF


def permutations(count: int, seed: int) -> NDArray[np.uint32]:
    """The odd multipliers and the increments that datasketch draws for a seed: uint32, shape (2, count)."""
    # The order of the draws is datasketch's. An even multiplier would not permute: it maps two numbers to one.
    generator = np.random.RandomState(seed)
    multipliers = generator.randint(0, 1 << 31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return np.stack([multipliers, generator.randint(0, 1 << 32, count, dtype=np.uint32)])


@njit(nogil=True, cache=True)
def signatures(
    hashes: NDArray[np.uint64], bounds: NDArray[np.int64], permutations: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    """The MinHash signature of every text.

    Args:
        hashes: Shingle hashes, uint64; their low 32 bits are used.
        bounds: int64, length texts + 1.
        permutations: uint32, shape (2, P), from ``permutations``.

    Returns:
        uint32, shape (texts, P). A text without shingles has 2^32 - 1 everywhere, like an empty sketch of datasketch.
    """
    texts = bounds.shape[0] - 1
    count = permutations.shape[1]
    multipliers, increments = permutations[0], permutations[1]
    result = np.full((texts, count), np.uint32(0xFFFFFFFF), dtype=np.uint32)
    for text in range(texts):
        row = result[text]
        for index in range(bounds[text], bounds[text + 1]):
            # MurmurHash3's finalizer. numba widens a product of two uint32 to uint64, so every step is cut to 32 bits.
            value = np.uint32(hashes[index])
            value = np.uint32((value ^ (value >> np.uint32(16))) * np.uint32(0x85EBCA6B))
            value = np.uint32((value ^ (value >> np.uint32(13))) * np.uint32(0xC2B2AE35))
            value = np.uint32(value ^ (value >> np.uint32(16)))
            for place in range(count):
                permuted = np.uint32(multipliers[place] * value + increments[place])
                row[place] = min(row[place], permuted)
    return result
