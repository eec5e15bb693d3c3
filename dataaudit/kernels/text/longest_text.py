"""How much room the longest of some texts needs."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(nogil=True, cache=True)
def longest_text(offsets: NDArray[np.int64]) -> int:
    """Bytes of the longest text; 0 where there is none.

    Args:
        offsets: int64, one more than there are texts.

    Examples:
        >>> longest_text(np.array([0, 3, 10, 11]))
        7
    """
    longest = 0
    for text in range(offsets.shape[0] - 1):
        longest = max(longest, offsets[text + 1] - offsets[text])
    return longest
