"""A result that takes the place of an earlier one in the same folder: all of it or nothing.

The new result is made in ``.next`` inside the folder, where the earlier one stays valid. Once it is whole, its files
are moved up; a process that is killed while it moves them leaves a list of them, and the next one finishes the moving.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from dataaudit.store.atomic import write_bytes

NEXT = ".next"
"""Folder of a result that is not whole yet."""
_LIST = ".moved"
_STAYS = {NEXT, ".lock", ".cache"}


def link_file(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the file system has no links; one that is there stays."""
    if target.exists() or not source.is_file():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def promote(folder: Path, last: str) -> None:
    """Put a whole result in place of the earlier one.

    Args:
        folder: Of the earlier result; the new one is in ``NEXT`` inside it.
        last: Name of the file that makes a result valid: removed first, moved last.
    """
    new = folder / NEXT
    if not (new / _LIST).exists():
        names = sorted(entry.name for entry in new.iterdir() if entry.name not in _STAYS)
        write_bytes(new / _LIST, json.dumps(names).encode())
    names = json.loads((new / _LIST).read_bytes())
    if (new / last).exists():
        (folder / last).unlink(missing_ok=True)
    for entry in folder.iterdir():
        waiting = (new / entry.name).exists()
        if entry.name not in _STAYS and (waiting or entry.name not in names):
            _remove(entry)
    for name in [name for name in names if name != last] + [last]:
        if (new / name).exists():
            (new / name).rename(folder / name)
    shutil.rmtree(new)


def interrupted(folder: Path, last: str) -> bool:
    """Whether a whole result waits in a folder to be put in place."""
    return (folder / NEXT / last).is_file() or (folder / NEXT / _LIST).is_file()


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()
