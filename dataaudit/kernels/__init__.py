"""Compiled array code: pure functions over Arrow buffers and numpy arrays, without I/O, configuration or logging.

Every kernel has a plain-Python twin in ``tests/kernels`` and a property test that compares the two.

The decorators mean the same everywhere. ``nogil`` lets the threads of a run work on batches side by side. ``cache``
keeps the machine code on disk; numba checks only the file of the kernel itself, so after a change to a function or
constant that kernels in other files use, delete their ``.nbi`` and ``.nbc`` files. ``fastmath`` is never set: it
permits other orders of addition, and two runs over the same rows must agree to the last digit.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

CACHE_VARIABLE = "DATAAUDIT_CACHE"
"""Names a folder for compiled code and derived tables, for where neither the package nor the user has one to write."""


def is_compiled(kernel: str) -> bool:
    """Whether numba's cache holds a compiled version of a kernel, so that the first call does not compile it.

    Args:
        kernel: Module and function without the folder, such as ``text_scan.scan_texts``.
    """
    # Without NUMBA_CACHE_DIR numba writes into the __pycache__ beside each source file.
    folder = os.environ.get("NUMBA_CACHE_DIR")
    places = [Path(folder) if folder else Path(__file__).parent]
    return any(next(place.rglob(f"{kernel}-*.nbi"), None) is not None for place in places if place.is_dir())


def cache_folder() -> Path:
    """A folder that only this user can write, for what is derived once and read by later processes."""
    return Path(os.environ.get("NUMBA_CACHE_DIR") or Path(__file__).parent / "__pycache__")


def choose_cache_folder() -> Path | None:
    """Have numba keep compiled code where it can be written; None where that is beside the sources, as is usual.

    Without any such folder numba refuses to start. What it finds in one it runs, so a folder that others may write to
    is not used.
    """
    if "NUMBA_CACHE_DIR" in os.environ or _is_private(Path(__file__).parent / "__pycache__"):
        return None
    for folder in _other_folders():
        if _is_private(folder):
            os.environ["NUMBA_CACHE_DIR"] = str(folder)
            return folder
    try:
        folder = Path(tempfile.mkdtemp(prefix="dataaudit-"))
    except FileNotFoundError:  # no folder for temporary files either; memory can be written even in a closed container
        folder = Path(tempfile.mkdtemp(prefix="dataaudit-", dir="/dev/shm"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    return folder


def _other_folders() -> Iterator[Path]:
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.environ.get("HOME", ""), ".cache")  # noqa: PTH118
    if Path(home).is_absolute():
        yield Path(home) / "dataaudit"
    if given := os.environ.get(CACHE_VARIABLE):
        yield Path(given)


def _is_private(folder: Path) -> bool:
    """Whether a folder, made if need be, can be written by this user and by no other."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        facts = folder.stat()
        with tempfile.TemporaryFile(dir=folder):
            return facts.st_uid == os.geteuid() and not facts.st_mode & 0o002
    except OSError:
        return False


CACHE_FOLDER = choose_cache_folder()
"""Where compiled code is kept, or None where it is beside the sources."""
