"""The length of the longest text, which working arrays are sized by.

Reads int64 offsets alone and no text, so it costs one subtraction per text. Offsets that do not ascend break it.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(nogil=True, cache=True)
def longest_text(offsets: NDArray[np.int64]) -> int:
    """Bytes of the longest text; 0 if there are no texts.

    Args:
        offsets: int64, length texts + 1.

    Examples:
        >>> longest_text(np.array([0, 3, 10, 11]))
        7
    """
    longest = 0
    for text in range(offsets.shape[0] - 1):
        longest = max(longest, offsets[text + 1] - offsets[text])
    return longest
