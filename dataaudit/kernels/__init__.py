"""Compiled array code: pure functions over Arrow buffers and numpy arrays, without I/O, configuration or logging.

Every kernel has a plain-Python twin in ``tests/kernels`` and a property test that compares the two.

The decorators mean the same everywhere. ``nogil`` lets the threads of a run work on batches side by side. ``cache``
keeps the machine code on disk; numba checks only the file of the kernel itself, so after a change to a function or
constant that kernels in other files use, delete their ``.nbi`` and ``.nbc`` files. ``fastmath`` is never set: it
permits other orders of addition, and two runs over the same rows must agree to the last digit.
"""

from __future__ import annotations

import os
from pathlib import Path


def is_compiled(kernel: str) -> bool:
    """Whether numba's cache holds a compiled version of a kernel, so that the first call does not compile it.

    Args:
        kernel: Module and function without the folder, such as ``text_scan.scan_texts``.
    """
    # Without NUMBA_CACHE_DIR numba writes into the __pycache__ beside each source file.
    folder = os.environ.get("NUMBA_CACHE_DIR")
    places = [Path(folder) if folder else Path(__file__).parent]
    return any(next(place.rglob(f"{kernel}-*.nbi"), None) is not None for place in places if place.is_dir())
