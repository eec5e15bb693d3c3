"""What the C library's allocator holds without anybody using it, and how it gives that back.

Tensors of changing sizes leave holes between them: the process holds ever more memory, and uses no more.
"""

from __future__ import annotations

import ctypes
import os
from functools import cache
from pathlib import Path
from typing import Any


class _Information(ctypes.Structure):
    """``struct mallinfo2`` of glibc 2.33 and later."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
        )
    )  # fmt: skip


@cache
def _library() -> Any:
    try:
        library = ctypes.CDLL("libc.so.6")
        library.mallinfo2.restype = _Information
        library.malloc_trim.argtypes = [ctypes.c_size_t]
    except (OSError, AttributeError):  # another C library
        return None
    return library


def resident_bytes() -> int:
    """Memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def used_bytes() -> int:
    """Memory that this process uses: what the allocator has given out, or what is resident where it does not tell.

    What Python keeps for its own small objects is not among the former.
    """
    library = _library()
    if library is None:
        return resident_bytes()
    told = library.mallinfo2()
    return int(told.uordblks) + int(told.hblkhd)


def give_back() -> None:
    """Let the allocator give back to the system what nobody uses."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)
