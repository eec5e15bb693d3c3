"""Arrow string arrays as the two buffers that the kernels read.

The layout is that of Arrow's ``large_string``: UTF-8 bytes of all texts end to end, and 64-bit offsets into them.
Nothing is copied and no Python string is made, so a batch costs the same whatever the length of its texts. A slice
keeps the buffers of its parent, so code that expects the first offset to be 0, or the last byte to belong to the last
text, breaks.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Texts = tuple[NDArray[np.uint8], NDArray[np.int64]]
"""UTF-8 bytes and offsets; text ``i`` is ``data[offsets[i]:offsets[i + 1]]``."""


def text_buffers(texts: pa.LargeStringArray) -> Texts:
    r"""The bytes and offsets of a string array, without a copy.

    Args:
        texts: Strings; a null reads as the empty text.

    Returns:
        ``data`` (uint8, read-only) and ``offsets`` (int64, read-only, length texts + 1).

    Raises:
        TypeError: The array is not ``large_string``; 32-bit offsets would end at 2 GiB of text.

    Examples:
        >>> data, offsets = text_buffers(pa.array(["ab", None, "é"], pa.large_string()))
        >>> bytes(data), offsets.tolist()
        (b'ab\xc3\xa9', [0, 2, 2, 4])
    """
    if texts.type != pa.large_string():
        message = f"texts must be a large_string array, got {texts.type}; cast them with .cast(pa.large_string())"
        raise TypeError(message)
    if texts.null_count:
        texts = texts.fill_null("")  # Arrow permits bytes under a null
    _, offset_buffer, data_buffer = texts.buffers()
    if offset_buffer is None or len(texts) == 0:  # Arrow permits an empty array without offsets
        offsets = np.zeros(1, dtype=np.int64)
    else:
        offsets = np.frombuffer(offset_buffer, np.int64, len(texts) + 1, texts.offset * 8)
    data = np.zeros(0, np.uint8) if data_buffer is None else np.frombuffer(data_buffer, np.uint8)
    # Read-only in every case: writing would change the Arrow array, and numba compiles again for a writable type.
    data, offsets = data.view(), offsets.view()
    data.flags.writeable = offsets.flags.writeable = False
    return data, offsets


def string_array(data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> pa.LargeStringArray:
    r"""A string array over bytes and offsets, without a copy; the bytes must be valid UTF-8.

    Examples:
        >>> string_array(*text_buffers(pa.array(["ab", "é"], pa.large_string()))).to_pylist()
        ['ab', 'é']
    """
    return pa.LargeStringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(data))
