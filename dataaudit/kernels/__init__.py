"""Compiled array code: pure functions over Arrow buffers and numpy arrays, without I/O, configuration or logging.

Every kernel has a plain-Python twin in ``tests/kernels`` and a property test that the two agree.
"""

from __future__ import annotations

import os
from pathlib import Path


def is_compiled(kernel: str) -> bool:
    """Whether this installation has compiled a kernel before, so that nobody waits for it now.

    Args:
        kernel: Module and function, ``text_scan.scan_texts``, whatever the folder.
    """
    folder = os.environ.get("NUMBA_CACHE_DIR")
    places = [Path(folder) if folder else Path(__file__).parent]
    return any(next(place.rglob(f"{kernel}-*.nbi"), None) is not None for place in places if place.is_dir())
